"""What does somebody believe who takes one of the three terms for another?

The catalogue that wrong answers name by its keys; the sentences are for authors. M10 and M11 lead from no term to
another: they fit questions about the sources, and those that a person reads.
"""

from django.utils.translation import gettext_lazy as _

MISCONCEPTIONS = {
    "M1": _("asking customers is already customer orientation"),
    "M2": _("what stands in the centre of attention is its centre: customer focus is customer centricity"),
    "M3": _("customer orientation and customer centricity are the same"),
    "M4": _("customer orientation is passive because it reacts"),
    "M5": _("naming customers in the mission statement means changing it for them"),
    "M6": _("more measures, or more frequent ones, amount to a higher stage"),
    "M7": _("customer centricity can be bought from an agency"),
    "M8": _("customer experience is user experience, or customer service"),
    "M9": _("the business model alone decides"),
    "M10": _("customer centricity means being nice to everyone and always giving in"),
    "M11": _("a higher stage is always better"),
    "M12": _("satisfied customers prove customer centricity"),
    "M13": _("research on one’s own initiative is mere observation"),
    "M14": _("nothing happens without advertising or a complaint"),
    "M15": _("if the mission statement stays as it is, it is customer focus"),
}

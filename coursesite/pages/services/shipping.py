"""The footer pages: shipped texts into the database, edited ones kept."""

import hashlib
from pathlib import Path

import yaml
from django.conf import settings

from coursesite.errors import ServiceError
from coursesite.markup import child
from coursesite.markup.context import Context
from coursesite.markup.rendered import Rendered
from coursesite.pages.models import SitePage
from coursesite.storage.transactions import write_transaction
from coursesite.wording import failure_message

SHIPPED = Path(settings.BASE_DIR) / "coursesite" / "pages_default"
ORDER = ("impressum", "datenschutz", "barrierefreiheit", "kontakt")


def load_shipped_pages() -> int:
    """Make or update each page that nobody has edited. Idempotent; returns how many were written."""
    stale = [page for page in map(_shipped, _files()) if _may_write(page)]
    html = _rendered({f"{page.slug}/{page.language}": page.source for page in stale})
    with write_transaction():
        for page in stale:
            page.html = html[f"{page.slug}/{page.language}"]
            SitePage.objects.update_or_create(
                slug=page.slug,
                language=page.language,
                defaults={
                    name: getattr(page, name) for name in ("title", "position", "source", "html", "shipped_hash")
                },
            )
    return len(stale)


def save_page(*, page: SitePage) -> SitePage:
    """What an operator typed. Its text no longer follows the shipped one."""
    page.html = _rendered({"page": page.source})["page"]
    page.save()
    return page


def _files() -> list[Path]:
    return [
        path
        for code, _name in settings.LANGUAGES
        for slug in ORDER
        for path in [SHIPPED / code / f"{slug}.md"]
        if path.exists()
    ]


def _shipped(path: Path) -> SitePage:
    text = path.read_text(encoding="utf-8")
    _start, front, body = text.split("---\n", 2)
    return SitePage(
        slug=path.stem,
        language=path.parent.name,
        title=yaml.safe_load(front)["title"],
        position=ORDER.index(path.stem),
        source=body.strip() + "\n",
        shipped_hash=hashlib.sha256(text.encode()).hexdigest(),
    )


def _may_write(page: SitePage) -> bool:
    """New, or shipped before and untouched since."""
    stored = SitePage.objects.filter(slug=page.slug, language=page.language).first()
    if stored is None:
        return True
    return stored.shipped_hash not in ("", page.shipped_hash)


def _rendered(sources: dict[str, str]) -> dict[str, str]:
    results = child.render_many([child.Job(key=key, source=text) for key, text in sources.items()], Context())
    for key, result in results.items():
        if not isinstance(result, Rendered):
            raise ServiceError(failure_message(result.code), result.code)
        sources[key] = result.html
    return sources

"""Template tags of the page components."""

from django import template

register = template.Library()

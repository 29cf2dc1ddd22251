"""Who writes which course: for operators."""

from django.contrib import admin

from coursesite.admin_site import RoleAdmin
from lessons.models import CourseRole


@admin.register(CourseRole)
class CourseRoleAdmin(RoleAdmin):
    fields = ["user", "course"]

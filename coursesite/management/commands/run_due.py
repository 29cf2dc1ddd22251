"""manage.py run_due: what time brings. Run it every few minutes, by cron or a systemd timer; twice does no harm."""

import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from coursesite import clock, registry

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Do what is due: close attempts whose time is over, write the figures of a quarter that is over, send mails."

    def handle(self, *args: Any, **options: Any) -> None:
        failed = [job.name for job in registry.due_jobs if not self.done(job)]
        if failed:
            raise CommandError(f"Not everything could be done; see the log: {', '.join(failed)}")

    def done(self, job: registry.DueJob) -> bool:
        try:
            for line in job.run(now=clock.now()):
                self.stdout.write(line)
        except Exception as error:
            logger.exception("The job %s failed.", job.name)
            self.stderr.write(f"{job.name}: {error}")
            return False
        return True

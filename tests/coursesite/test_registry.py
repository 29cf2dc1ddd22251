from collections import Counter

from coursesite import registry


def test_the_head_of_a_page_names_each_address_once() -> None:
    named = Counter(entry.url_name for entry in registry.navigation)

    assert [name for name, times in named.items() if times > 1] == []
    assert "lessons:report-outbox" in named


def test_no_job_is_done_twice_in_one_run() -> None:
    done = Counter(job.name for job in registry.due_jobs)

    assert [name for name, times in done.items() if times > 1] == []
    assert "remind of due dates" in done

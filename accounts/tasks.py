from celery import shared_task

from accounts import jobs, tidying


@shared_task(name=jobs.TASK)
def run_job(job_id: str) -> str:
    """Do one job by its id; safe to receive twice."""
    return jobs.run(job_id)


@shared_task(name="accounts.sweep_jobs")
def sweep_jobs() -> int:
    """Ring again for jobs that nobody heard."""
    return jobs.sweep()


@shared_task(name="accounts.tidy")
def tidy() -> int:
    """Once an hour: delete what has had its time."""
    return tidying.tidy()

"""The worker's side. Every choice below was made by experiment: a killed worker, a dead broker, a task that kills its host."""

from __future__ import annotations

import os

from celery import Celery
from celery.schedules import crontab
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "laborexport.settings")

LIMIT = settings.TASK_TIME_LIMIT


def broker_url(url: str) -> str:
    """redis-py says unix:///path?db=0, Celery's transport redis+socket:///path?virtual_host=0."""
    return url.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=", 1)


app = Celery("laborexport")
app.conf.update(
    broker_url=broker_url(settings.REDIS_URL),
    broker_connection_retry_on_startup=True,
    broker_transport_options={
        "visibility_timeout": LIMIT
        * 3,  # above the time limit, or the task would be started again while it runs
        "unacked_restore_interval": 2,  # a killed worker's task returns in seconds …
        "unacked_restore_throttle": 1,  # … not after the default hundred
        "socket_timeout": 2,
        "socket_connect_timeout": 1,
    },
    redis_socket_timeout=2,
    redis_socket_connect_timeout=1,
    result_backend=None,  # progress and result live in Job
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_time_limit=LIMIT,
    task_soft_time_limit=LIMIT - 20,
    task_publish_retry=False,  # the Job row waits; the sweep sends again
    worker_prefetch_multiplier=1,
    worker_max_memory_per_child=600_000,  # KB; a review of a big year takes 300 MB
    worker_max_tasks_per_child=50,
    worker_hijack_root_logger=False,
    worker_cancel_long_running_tasks_on_connection_loss=True,
    accept_content=["json"],
    task_serializer="json",
    timezone=settings.TIME_ZONE,
    beat_schedule={
        "sweep-jobs": {
            "task": "accounts.sweep_jobs",
            "schedule": float(settings.JOB_SWEEP_SECONDS),
            "options": {"expires": settings.JOB_SWEEP_SECONDS},
        },
        "tidy": {"task": "accounts.tidy", "schedule": 3600.0, "options": {"expires": 3600}},
        "tidy-drafts": {
            "task": "registrations.tidy_drafts",
            "schedule": 3600.0,
            "options": {"expires": 3600},
        },
        "purge-files": {
            "task": "imports.purge_files",
            "schedule": 3600.0,
            "options": {"expires": 3600},
        },
        "fold-counts": {"task": "reports.fold_counts", "schedule": 60.0, "options": {"expires": 60}},
        "draw-tonight": {
            "task": "reports.draw_tonight",
            "schedule": crontab(hour=1, minute=30),
            "options": {"expires": 6 * 3600},
        },
        "remind-late": {
            "task": "reports.remind_late",
            "schedule": crontab(hour="8-16", minute=0),  # a body is reminded once, however often it rings
            "options": {"expires": 3600},
        },
        "queue-digest": {
            "task": "reports.queue_digest",
            # On Monday at six; what was lost then, with the broker away, is made good at the next hour.
            "schedule": crontab(hour="6-22", minute=0),
            "options": {"expires": 3600},
        },
        "claims-due": {
            "task": "registrations.claims_due",
            "schedule": 3600.0,
            "options": {"expires": 3600},
        },
    },
    beat_schedule_filename=str(settings.VAR_DIR / "celerybeat"),
)
app.autodiscover_tasks(lambda: settings.INSTALLED_APPS)

"""Every node of a document under one name (`model.Heading`), for tests that need most of them."""

from __future__ import annotations

from migrate.model.document import *  # noqa: F403
from migrate.model.inlines import *  # noqa: F403

"""The one router of collaborations, which each part of this door adds its operations to."""

from ninja import Router

router = Router(tags=["collaborations"])

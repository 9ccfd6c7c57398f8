"""The sealed client's own journeys once more, in the system's Firefox as people have it."""

import pytest
from playwright.sync_api import Browser

from tests.journeys import test_sealed_client as client

pytestmark = pytest.mark.journey

# What the client's own journey shows of Chromium, shown of Firefox.
planes, somebody = client.planes, client.somebody
for _name in (
    "test_closing_the_tab_between_blinding_and_finalizing_loses_nothing",
    "test_a_lost_reply_an_absent_box_and_a_wiped_box_end_with_the_same_bytes_stored_once",
    "test_what_is_sealed_offline_is_sent_when_the_network_is_back",
    "test_after_the_release_an_author_can_say_it_better_or_take_it_back",
    "test_forgetting_leaves_the_store_of_the_account_empty",
    "test_two_tabs_fetch_once_send_once_and_show_the_same",
    "test_private_keys_cannot_be_exported",
):
    globals()[_name] = getattr(client, _name)


@pytest.fixture
def browser(firefox: Browser) -> Browser:
    """What `somebody` has on their device."""
    return firefox

"""What workers share: each here is a thread with a view of its own on the same folder."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from filelock import FileLock

from gpconnect.consumer.exchange import Request
from gpconnect.target.shared_run import SLOT, SharedRun


def test_what_is_established_is_established_once(tmp_path: Path) -> None:
    made: list[str] = []

    def establish() -> dict[str, int]:
        made.append("once")
        time.sleep(0.05)
        return {"id": 1}

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda name: SharedRun(tmp_path, str(name)).once(("a", "b"), establish), range(4)))
    assert found == [{"id": 1}] * 4
    assert made == ["once"]


def test_what_fails_is_not_kept(tmp_path: Path) -> None:
    shared = SharedRun(tmp_path, "w0")

    def fail() -> int:
        raise LookupError

    with pytest.raises(LookupError):
        shared.once(("a",), fail)
    assert shared.once(("a",), lambda: 2) == 2


def test_no_slot_is_lent_to_two(tmp_path: Path) -> None:
    def take(worker: int) -> list[str]:
        shared, taken = SharedRun(tmp_path, str(worker)), []
        for _ in range(10):
            with shared.alone_with_leases() as leases:
                name = next(str(one) for one in range(100) if str(one) not in leases.taken(SLOT))
                leases.lend(SLOT, name)
                taken.append(name)
        return taken

    with ThreadPoolExecutor(4) as pool:
        lent = [name for names in pool.map(take, range(4)) for name in names]
    assert len(lent) == len(set(lent)) == 40


def test_only_what_was_seen_after_it_went_is_there_again(tmp_path: Path) -> None:
    one, other = SharedRun(tmp_path, "w0"), SharedRun(tmp_path, "w1")
    before = time.time()
    with one.alone_with_leases() as leases:
        leases.gone(SLOT, "a")
        leases.lend(SLOT, "b")
        leases.reserve(SLOT, "c")
    with other.alone_with_leases() as leases:
        assert leases.others(SLOT) == {"b"}
        leases.there_again(SLOT, "a", before)
        assert leases.taken(SLOT) == {"a", "b", "c"}
        for name in "abc":
            leases.there_again(SLOT, name, time.time() + 1)
            leases.give_back(SLOT, name)
        assert leases.taken(SLOT) == {"b", "c"}


def test_nobody_changes_while_others_look_and_the_other_way_round(tmp_path: Path) -> None:
    looks, changes, seen = SharedRun(tmp_path, "w0"), SharedRun(tmp_path, "w1"), []
    looking = threading.Event()

    def change() -> None:
        looking.wait()
        with changes.changing():
            seen.append("changed")

    thread = threading.Thread(target=change)
    thread.start()
    with looks.looking(), SharedRun(tmp_path, "w2").looking():
        looking.set()
        time.sleep(0.1)
        assert not seen
        with looks.changing():
            seen.append("changed by the one who looks")
    thread.join()
    assert seen == ["changed by the one who looks", "changed"]


def test_who_waits_for_a_turn_goes_along_with_the_first_of_the_kind(tmp_path: Path) -> None:
    """However the two kinds came, each waits once for the other, not once for each of it that came before."""
    runs = [SharedRun(tmp_path, f"w{number}") for number in range(7)]
    order: list[str] = []

    def take(number: int) -> None:
        kind = "changing" if number % 2 else "looking"
        with runs[number].changing() if number % 2 else runs[number].looking():
            order.append(kind)
            time.sleep(0.1)

    with runs[6].changing():
        threads = []
        for number in range(6):  # a look, a change, a look ...
            threads.append(threading.Thread(target=take, args=(number,)))
            threads[-1].start()
            time.sleep(0.05)
    for one in threads:
        one.join(10)
    assert order == ["looking"] * 3 + ["changing"] * 3


def test_one_worker_at_a_time_prepares_what_all_share(tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as pool:
        with FileLock(tmp_path / "run.lock"):
            joining = pool.submit(SharedRun, tmp_path, "w1")
            time.sleep(0.1)
            assert not joining.done()
        assert not joining.result(10).alone


def test_only_what_may_change_bookings_waits(tmp_path: Path) -> None:
    shared = SharedRun(tmp_path, "w0")
    with SharedRun(tmp_path, "w1").looking(), ThreadPoolExecutor(1) as pool:
        for interaction, method in (("read-a-patient", "GET"), ("amend-an-appointment", "GET")):
            with shared.turn_of(Request(interaction, method, "http://host/", ())):
                pass
        waiting = pool.submit(lambda: shared.turn_of(Request(BOOK, "POST", "http://host/", ())).__enter__())
        time.sleep(0.05)
        assert not waiting.done()
        assert not shared.alone
        with SharedRun(tmp_path, "w1").alone_with_leases():
            pass
        SharedRun(tmp_path, "w3")._database.execute("DELETE FROM turns WHERE kind = 'looking'")
        waiting.result(5)


def test_the_consumers_of_a_race_take_their_turns_each_in_a_thread_of_its_own(tmp_path: Path) -> None:
    shared = SharedRun(tmp_path, "w0")

    def change() -> None:
        for _ in range(40):
            with shared.changing():
                pass

    threads = [threading.Thread(target=change, daemon=True) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(20)
    assert not any(one.is_alive() for one in threads)
    with SharedRun(tmp_path, "w1").looking():
        held = shared._database.execute("SELECT kind FROM turns").fetchall()
    assert held == [("looking",)]


def test_one_that_is_alone_waits_for_nobody() -> None:
    shared = SharedRun()
    with shared.looking(), shared.changing(), shared.turn_of(Request(BOOK, "POST", "http://host/", ())):
        assert shared.alone
        assert not shared.others_want_slots


BOOK = "book-an-appointment"

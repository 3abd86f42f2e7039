"""cases -- a case folded: who held it when, its rounds, and what is odd; see events.py."""
from events import Counting, Party


class Stay:
    """A section's time with a case; or, when it is not held, its having been asked for it."""

    def __init__(self, event, party):
        self.unit = party.unit
        self.section = party.section
        self.person = party.person
        self.is_outside = party.is_outside
        self.began = event
        self.ended = None           # event
        self.before = None          # the stay it came from
        self.is_held = False
        self.is_asked = False       # opened by an Accepted
        self.signed = None          # silent: the first signature of a stay is its signature
        self.spans = []             # of open time: [begin, end], the last end may be None

    def key(self):
        return (self.unit, self.section)

    def handler(self):
        """Who signed, else to whom it was addressed."""
        return (self.signed.party("by").person if self.signed else "") or self.person


def is_other(party, stay):
    """Does the party say another unit or section?  Where either says nothing they agree."""
    if stay is None or party.unit == "":
        return False
    return party.unit != stay.unit or (
        party.section != "" and stay.section != "" and party.section != stay.section)


class Handing:
    """A Transferred or Returned that went somewhere."""

    def __init__(self, event, named, ended, to, moved):
        self.event = event
        self.named = named          # key of another than the holder that it names, or None
        self.ended = ended          # stay, or None
        self.to = to                # stay
        self.moved = moved

    def givers(self):
        ended = [self.ended.key()] if self.ended else []
        return ended + [self.named]


class Round:
    """From acceptance or reopening to the next completion, and what follows it."""

    def __init__(self):
        self.is_completed = False
        self.early_calls = []
        self.calls = []
        self.closing_calls = []     # that reached or were refused, and count
        self.ratings = []           # that count
        self.may_call = True
        self.may_rate = True


class Moment:
    """Where a case stood when a fact was applied."""

    def __init__(self, event, was_open, case):
        self.event = event
        self.was_open = was_open    # before it
        self.is_open = case.is_open()
        self.round = len(case.rounds)
        self.holder = case.holder


class Case:
    def __init__(self, events):
        self.counting = Counting(events)
        self.id = events[0].subject
        self.source = events[0].case_source
        self.number = events[0].case_number
        self.facts = []             # (event, flags)
        self.moments = []           # what Moment says of each fact
        self.accepted = None
        self.stays = []
        self.holder = None          # stay
        self.stack = []             # stays, the way a Returned goes back
        self.handings = []
        self.rounds = [Round()]
        self.reopened = []
        self.completions = []       # [event, stay]
        self.withdrawn = None
        self.merged = None
        self.pauses = []            # [event, is running, is founded]
        in_order = self.counting.in_order()
        self.is_mock_visit = any(
            e.kind == "inspected" and e.word("mode") == "mock_visit" for e in in_order)
        for event in in_order:
            if event.kind in ("rated", "completed"):
                if self.counting.is_voided(event, self.handlers_of(event)):
                    continue
            self.flags = set()
            self.facts.append((event, self.flags))
            was_open = self.is_open()
            getattr(self, "on_" + event.kind, lambda event: None)(event)
            self.moments.append(Moment(event, was_open, self))
        self.flag_early_facts()
        self.flag_accused()

    def of(self, kind):
        return [event for event, flags in self.facts if event.kind == kind]

    def handlers_of(self, event):
        """silent: who completed it, by name, and who held it then; of a rating the same of the
        completion it follows."""
        if event.kind == "completed":
            completion, stay = event, self.holder
        elif self.completions:
            completion, stay = self.completions[-1]
        else:
            completion, stay = None, self.holder
        return {completion.party("by").person if completion else "",
                stay.handler() if stay else ""}

    # -- from hand to hand --

    def is_open(self):
        return not (self.rounds[-1].is_completed or self.withdrawn or self.merged)

    def stop(self, event):
        if self.holder and self.holder.spans and self.holder.spans[-1][1] is None:
            self.holder.spans[-1][1] = event.at

    def run(self, event):
        if self.holder and self.is_open():
            self.holder.spans.append([event.at, None])

    def hold(self, stay, event):
        self.stop(event)
        if self.holder:
            self.holder.ended = event
        else:
            for completion in self.completions:
                completion[1] = stay    # had nobody it yet, the next holder
        stay.before = self.holder
        stay.is_held = True
        self.holder = stay
        self.run(event)

    def on_accepted(self, event):
        stay = Stay(event, Party(event.get("unit"), event.get("section"), event.get("receiver")))
        stay.is_asked = True
        self.stays.append(stay)
        if self.accepted:
            self.flags.add("accepted_again")
        elif self.holder:
            self.flags.add("accepted_late")
        self.accepted = self.accepted or event
        if self.holder is None:
            self.hold(stay, event)
            self.stack.append(stay)

    def hand_over(self, event, to, stack):
        """To this party; `stack` is what will be below it."""
        named = event.party("from")
        key = None
        if named.section and (self.holder is None or is_other(named, self.holder)):
            key = (named.unit, named.section)   # silent: a unit alone names no section
        stay = Stay(event, to)
        if self.holder and self.holder.key() == stay.key():
            self.holder.is_outside |= to.is_outside
            if to.person in ("", self.holder.handler()):
                self.flags.add("transferred_to_holder")
                self.handings.append(Handing(event, key, self.holder, self.holder, False))
                return
        self.stays.append(stay)
        self.handings.append(Handing(event, key, self.holder, stay, True))
        self.hold(stay, event)
        self.stack = stack + [stay]

    def flag_handing_over(self, event):
        if is_other(event.party("from"), self.holder):
            self.flags.add("irregular_transfer")
        if self.rounds[-1].is_completed:
            self.flags.add("after_completion")
        self.flag_ended()

    def flag_ended(self):
        if self.withdrawn:
            self.flags.add("after_withdrawal")
        if self.merged:
            self.flags.add("after_merge")

    def on_transferred(self, event):
        self.flag_handing_over(event)
        to = event.party("to")
        is_here = self.holder and self.holder.key() == (to.unit, to.section)
        self.hand_over(event, to, self.stack[:-1] if is_here else self.stack)

    def on_returned(self, event):
        self.flag_handing_over(event)
        to = event.party("to")
        if to.unit:
            # silent: where it goes is cut out of the stack with all above it; a unit means its
            # section that had it; one who never had it takes the place of who returns it
            below = self.stack[:-1]
            back = None
            if not (to.section and self.holder and self.holder.key() == (to.unit, to.section)):
                theirs = [s for s in reversed(below) if not is_other(to, s)]
                theirs.sort(key=lambda s: to.section != "" and s.section != to.section)
                back = theirs[0] if theirs else None
            if back:
                below = below[:below.index(back)]
                to.section = to.section or back.section
                if to.section == back.section:
                    to.person = to.person or back.handler()
            self.hand_over(event, to, below)
            return
        # A to B to C: C returns to B, B to A; silent: a stranger's return is the holder's
        place = len(self.stack) - 1
        named = event.party("from")
        if is_other(named, self.holder):
            places = [i for i, s in enumerate(self.stack) if not is_other(named, s)]
            place = places[-1] if places else place
        if place <= 0:
            self.flags.add("returned_to_nobody")
            return
        back = self.stack[place - 1]
        self.hand_over(event, Party(back.unit, back.section, back.handler(), back.is_outside),
                       self.stack[:place - 1])

    def on_signedFor(self, event):
        by = event.party("by")
        if by.section:              # the first that names a section fills the same part
            for stay in self.stays:
                if stay.key() == (by.unit, ""):
                    stay.section = by.section
        stay = self.holder
        if stay is None or is_other(by, stay):
            theirs = [s for s in self.stays if s.is_held and s.key() == (by.unit, by.section)]
            stay = theirs[-1] if theirs else None
            # silent: a late signature is flagged and kept; in the moment of handing on it is not
            # late, because ranks put the handing over first
            if stay is None or stay.ended.at != event.at:
                self.flags.add("signed_by_other")
        if stay and stay.signed is None:
            stay.signed = event

    # -- work --

    def on_paused(self, event):
        is_founded = bool(event.get("reason") or "TEXT_FIELD_REASON" in event.texts) and bool(
            event.get("approver"))
        if not is_founded:
            self.flags.add("pause_unfounded")
        self.pauses.append([event, True, is_founded])

    def on_resumed(self, event):
        wanted = event.get("pauseId")
        ended = [p for p in self.pauses if p[1] and wanted in ("", p[0].get("pauseId"))]
        if not ended:
            self.flags.add("resumed_without_pause")
        for pause in ended:
            pause[1] = False

    def on_completed(self, event):
        if self.rounds[-1].is_completed:
            self.flags.add("completed_again")
        self.flag_ended()
        # an outside unit's answer is recorded by the section that follows it up
        if not event.party("onBehalfOf").unit and is_other(event.party("by"), self.holder):
            self.flags.add("completed_by_other")
        self.stop(event)
        self.rounds[-1].is_completed = True
        self.completions.append([event, self.holder])

    def on_reopened(self, event):
        if self.is_open():
            self.flags.add("reopened_while_open")
        self.stop(event)
        self.withdrawn = None
        self.merged = None
        self.rounds.append(Round())
        self.reopened.append(event)
        self.run(event)

    def on_withdrawn(self, event):
        if self.rounds[-1].is_completed:    # silent: whichever came first stands
            self.flags.add("withdrawn_after_completion")
            return
        self.stop(event)
        self.withdrawn = self.withdrawn or event

    def on_merged(self, event):
        if event.get("into") == self.id:
            self.flags.add("merged_into_itself")
            return
        self.stop(event)
        self.merged = event

    # -- afterwards --

    def on_callbackMade(self, event):
        last = self.rounds[-1]
        if not last.is_completed:   # the clock of a callback starts at the completion
            self.flags.add("called_back_early")
            last.early_calls.append(event)
            return
        last.calls.append(event)
        # it ends at the first reached or refused; what was rectified is called back again
        if event.word("outcome") != "unreachable" and last.may_call:
            last.closing_calls.append(event)
            last.may_call = False

    def on_rated(self, event):
        last = self.rounds[-1]
        if event.get("isDefault", False):
            self.flags.add("default_rating")
            return
        if self.is_mock_visit or event.word("rater") not in ("", "citizen"):
            return
        if not last.is_completed:
            self.flags.add("rated_early")
        if last.may_rate:
            last.ratings.append(event)
            last.may_rate = False
        else:
            self.flags.add("rerated")

    def on_rectificationDone(self, event):
        self.rounds[-1].may_call = True
        self.rounds[-1].may_rate = True

    # -- what is known at the end --

    def flag_early_facts(self):
        for event, flags in self.facts:
            if self.accepted and event.order() < self.accepted.order():
                flags.add("before_acceptance")
                if event.kind == "completed":
                    flags.add("completed_before_accepted")

    def against(self):
        accused = self.accepted.party("against") if self.accepted else Party()
        for event in self.of("amended"):
            if event.get("against"):
                accused = event.party("against")
        return accused

    def flag_accused(self):
        accused = self.against()

        def is_accused(party):
            if accused.person:
                return party.person == accused.person
            return accused.unit != "" and party.unit == accused.unit and (
                accused.section in ("", party.section))

        given_to = {id(h.event): h.to for h in self.handings if h.moved}
        holder_at = {id(event): stay for event, stay in self.completions}
        for event, flags in self.facts:
            kind = event.kind
            if kind == "callbackMade" and is_accused(event.party("by")):
                flags.add("called_back_by_accused")
            # silent: to be asked first is not to handle
            if kind in ("signedFor", "contacted", "progressed") and is_accused(event.party("by")):
                flags.add("handled_by_accused")
            if kind == "transferred" and is_accused(event.party("to")):
                flags.add("handled_by_accused")
            if kind == "returned" and id(event) in given_to:
                to = given_to[id(event)]
                if is_accused(Party(to.unit, to.section, to.person)):
                    flags.add("handled_by_accused")
            if kind == "completed":
                by, stay = event.party("by"), holder_at[id(event)]
                if stay and not by.unit:
                    by.unit, by.section = stay.unit, stay.section
                by.person = by.person or (stay.handler() if stay else "")
                if is_accused(by):
                    flags.add("handled_by_accused")

"""whose -- for whom a case and what was found in it count."""
import ledgers


def receiver(case):
    asked = next(s for s in case.stays if s.began is case.accepted)
    return (asked.unit, asked.section, ledgers.receiver(case))


def about(event, usual, case=None):
    """As the check says; of a person alone where they handled it last until then."""
    named = event.party("about")
    if named.unit:
        return (named.unit, named.section, named.person)
    if not named.person:
        return usual
    outside = {s.key() for s in case.stays if s.is_outside} if case else set()
    held = [s for s in case.stays if s.is_held and s.began.order() <= event.order() and
            s.handler() == named.person and s.key() not in outside] if case else []
    return (held[-1].key() if held else usual[:2]) + (named.person,)


def handler(case, stay):
    if stay is None or any(s.is_outside for s in case.stays if s.key() == stay.key()):
        return receiver(case)
    return (stay.unit, stay.section, stay.handler())

"""mailbox_sender.py -- the mail server of a mailbox: delivers mails to a Maildir, as many as it is told.

mailbox_sender.py MAILDIR MAILS SEED: reads numbers from stdin and delivers so many more, as a mail server does
(tmp, then new), until MAILS are there.  Letters in many charsets, replies at any time, also before the mail they
answer, the same mail again, other words under a Message-ID that is taken, answers of machines, and what is no
mail.  Prints a line a mail, tab-separated: its name, the folder it belongs in, which letter it is and which
letter opens its case (both '-' unless it belongs in done).
"""
import base64
import os
import quopri
import random
import sys

maildir, mails, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
chance = random.Random(seed)
NEAR = 30  # mails that may come before one that was written earlier
MAIL_BYTES_MAX = 65536
QUESTIONS = ("申请要哪些材料？", "路灯不亮三天了。", "公租房排到几号？", "夜里施工，睡不着。", "社保卡丢了怎么补")


def head(*fields):
    return "\r\n".join(fields).encode() + b"\r\n"


def word(text):
    return f"=?utf-8?B?{base64.b64encode(text.encode()).decode()}?="


def fields_of(message_id, *others):
    return ([f"Message-ID: <{message_id}>"] if message_id else []) + [
        f"From: {word('canary')} <canary@example.org>", "To: juzhang@example.gov",
        "Date: Mon, 22 Sep 2025 09:12:00 +0800", f"Subject: {word('公租房')}", *others]


def body_of(text):
    """Head fields and bytes of a text, as one mailer or another writes it."""
    how = chance.randrange(6)
    if how == 0:
        return ["Content-Type: text/plain; charset=gb2312"], text.encode("gb18030")
    if how == 1:
        return ["Content-Type: text/plain; charset=gb18030", "Content-Transfer-Encoding: base64"], base64.encodebytes(
            text.encode("gb18030"))
    if how == 2:
        return ["Content-Type: text/plain; charset=utf-8",
                "Content-Transfer-Encoding: quoted-printable"], quopri.encodestring(text.encode())
    if how == 3:
        return ["Content-Type: text/html; charset=utf-8"], f"<html><p>{text}</p></html>".encode()
    if how == 4:
        return ["MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=b"], (
            f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n--b\r\n"
            "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n").encode()
    return [], text.encode()  # says nothing


def letter(message_id, text, *others):
    more, body = body_of(text)
    return head(*fields_of(message_id, *others, *more)) + b"\r\n" + body


def machine():
    mark = chance.choice(("Auto-Submitted: auto-replied", "Precedence: bulk", "X-Spam-Flag: YES", "Return-Path: <>"))
    return letter(f"machine-{chance.random()}@example.org", "canary", mark)


def bad():
    return chance.choice((
        lambda: b"",
        lambda: chance.randbytes(5000),
        lambda: head("Message-ID: <nobody@example.org>", "Subject: canary") + b"\r\ncanary",
        lambda: letter("large@example.org", "canary") + b"canary\r\n" * (MAIL_BYTES_MAX // 8 + 1)))()


def write_all():
    """Bytes, folder, letter and opener of each, in the order in which they were written."""
    letters = []  # what may come again
    threads = []  # Message-IDs from the first on, and who opens the case
    for number in range(mails):
        what, name, text = chance.random(), f"m{number}@example.org", f"{chance.choice(QUESTIONS)} canary {number}"
        if what < 0.06:
            yield machine(), "aside", "-", "-"
            continue
        if what < 0.10:
            yield bad(), "refused", "-", "-"
            continue
        if what < 0.17 and letters:
            yield chance.choice(letters)
            continue
        opener = number
        if what < 0.50 and threads:
            ids, opener = chance.choice(threads[-100:])
            field = "In-Reply-To" if len(ids) == 1 and chance.random() < 0.3 else "References"
            one = letter(name, text, f"{field}: {' '.join(f'<{id_}>' for id_ in ids)}")
            threads.append(([*ids, name], opener))
        elif what < 0.54:
            one = letter(chance.choice((None, "always-the-same@example.org")), text)
        else:
            one = letter(name, text)
            threads.append(([name], number))
        letters.append((one, "done", number, opener))
        yield letters[-1]


def deliver(number, bytes_):
    name = f"{1758600000 + number}.M{seed}P1.example"
    with open(f"{maildir}/tmp/{name}", "wb") as file:
        file.write(bytes_)
    os.rename(f"{maildir}/tmp/{name}", f"{maildir}/new/{name}")
    return name


waiting = sorted(((index + chance.randrange(NEAR), one) for index, one in enumerate(write_all())),
                 key=lambda pair: pair[0])
delivered = 0
for line in sys.stdin:
    for _, (bytes_, folder, which, opener) in waiting[delivered:delivered + int(line)]:
        print(deliver(delivered, bytes_), folder, which, opener, sep="\t", flush=True)
        delivered += 1
    if delivered == len(waiting):
        break

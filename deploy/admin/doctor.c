/* doctor -- the verb: every part in turn, then the sum. */
#include "doctor.h"

#include <stdarg.h>

static void say(const char *mark, const char *format, va_list arguments)
{
    (void) printf("%-5s ", mark);
    (void) vprintf(format, arguments);
}

void doctor_fine(struct doctor *doctor, const char *format, ...)
{
    va_list arguments;
    (void) doctor;
    va_start(arguments, format);
    say("ok", format, arguments);
    va_end(arguments);
    (void) putchar('\n');
}

void doctor_note(struct doctor *doctor, const char *format, ...)
{
    va_list arguments;
    (void) doctor;
    va_start(arguments, format);
    say("note", format, arguments);
    va_end(arguments);
    (void) putchar('\n');
}

void doctor_wrong(struct doctor *doctor, const char *advice, const char *format, ...)
{
    va_list arguments;
    doctor->wrong++;
    va_start(arguments, format);
    say("WRONG", format, arguments);
    va_end(arguments);
    (void) printf("; %s\n", advice);
}

void doctor_blind(struct doctor *doctor, const char *what, const struct err *err)
{
    doctor_wrong(doctor, "mend that first", "%s cannot be looked at: %s", what, err->text);
}

bool doctor_ask(struct doctor *doctor, const char *what, const char *sql, struct pg_rows *rows)
{
    struct err err;
    *rows = (struct pg_rows) {.count = 0};
    if (pg_exec(doctor->pg, sql, NULL, rows, &err) == OK)
        return true;
    doctor_blind(doctor, what, &err);
    return false;
}

int admin_doctor(int argc, char **argv, void *context)
{
    static void (*const parts[])(struct doctor *) = {
        doctor_database,  doctor_migrations, doctor_roles,   doctor_generations, doctor_rules,
        doctor_directory, doctor_clocks,     doctor_citizen, doctor_broker,      doctor_topics,
        doctor_progress,  doctor_alerts,     doctor_outbox,  doctor_letters,
    };
    static struct doctor doctor;
    struct err err;
    int words = 0;
    int code = admin_begin(context, argc, argv, &words);
    if (code != EXIT_DONE)
        return code;
    if (words > 0) {
        (void) fprintf(stderr, "shouwen-admin doctor: takes options only\n");
        return EXIT_USAGE;
    }
    doctor = (struct doctor) {.admin = context};
    if (pg_params_new(1 << 16, &doctor.params, &err) != OK)
        return admin_failed(argv[0], &err);
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        parts[i](&doctor);
    pg_params_free(doctor.params);
    pg_close(doctor.pg);
    if (doctor.kafka != NULL)
        kafka_admin_close(doctor.kafka);
    if (doctor.wrong > 0) {
        (void) printf("%d thing%s wrong\n", doctor.wrong, doctor.wrong == 1 ? " is" : "s are");
        return EXIT_FAILED;
    }
    (void) printf("nothing is wrong\n");
    return EXIT_DONE;
}

/* topics_file: what deploy/topics.tsv may say. */
#include <stdio.h>
#include <string.h>

#include "run/topics_file.h"
#include "support/cmocka.h"

#define EVENT_SETTINGS "cleanup.policy=delete,retention.ms=-1,message.timestamp.type=LogAppendTime"
#define EVENT_TOPIC(name) "shouwen." name "\t12\t1\t" EVENT_SETTINGS "\n"
#define OTHERS                                                                                     \
    EVENT_TOPIC("transfer")                                                                        \
    EVENT_TOPIC("completion")                                                                      \
    EVENT_TOPIC("callback")                                                                        \
    EVENT_TOPIC("rating")                                                                          \
    EVENT_TOPIC("oversight")                                                                       \
    "shouwen.citizen\t6\t1\tcleanup.policy=compact\n"                                              \
    "shouwen.alert\t12\t1\t\n"
#define WHOLE                                                                                      \
    "# a comment\n\n" EVENT_TOPIC("inquiry") OTHERS "shouwen.deadletter\t3\t1\tretention.ms=1"

static struct topics_file file;

static enum outcome parse(const char *text, struct err *err)
{
    return topics_file_parse(str_from(text), &file, err);
}

static void a_whole_list_is_read(void **state)
{
    (void) state;
    struct err err;
    assert_int_equal(parse(WHOLE, &err), OK);
    const struct topics_file_line *line = &file.lines[TOPIC_INQUIRY];
    assert_int_equal(line->wanted.topic, TOPIC_INQUIRY);
    assert_int_equal(line->wanted.partitions, 12);
    assert_int_equal(line->wanted.replicas, 1);
    assert_true(line->wanted.is_unlimited);
    assert_true(line->wanted.is_log_append_time);
    assert_string_equal(line->settings[0], "cleanup.policy=delete");
    assert_string_equal(line->settings[2], "message.timestamp.type=LogAppendTime");
    assert_null(line->settings[3]);
    assert_false(file.lines[TOPIC_CITIZEN].wanted.is_unlimited);
    assert_false(file.lines[TOPIC_DEADLETTER].wanted.is_unlimited);
    assert_int_equal(file.lines[TOPIC_DEADLETTER].wanted.partitions, 3);
    assert_null(file.lines[TOPIC_ALERT].settings[0]);
}

static void the_list_in_the_tree_is_read(void **state)
{
    (void) state;
    struct err err = {.text = ""};
    if (topics_file_read("deploy/topics.tsv", &file, &err) != OK)
        fail_msg("%s", err.text);
    assert_int_equal(file.lines[TOPIC_ALERT].wanted.partitions,
                     file.lines[TOPIC_INQUIRY].wanted.partitions);
}

static const struct {
    const char *title;
    const char *text;
    const char *complaint;
} wrong[] = {
    {"a topic that is not ours is refused", "other.inquiry\t12\t1\t\n",
     "line 1: \"other.inquiry\" is not a topic of shouwen"},
    {"a topic nobody knows is refused", "#\nshouwen.lunch\t12\t1\t\n",
     "line 2: \"shouwen.lunch\" is not a topic of shouwen"},
    {"partitions are a number", "shouwen.alert\ttwelve\t1\t\n",
     "line 1: partitions is \"twelve\", but must be a number from 1 to 10000"},
    {"no partitions are too few", "shouwen.alert\t0\t1\t\n",
     "line 1: partitions is \"0\", but must be a number from 1 to 10000"},
    {"replicas must be said", "shouwen.alert\t12\n",
     "line 1: replicas is \"\", but must be a number from 1 to 100"},
    {"a setting has a value", "shouwen.alert\t12\t1\tcompact\n",
     "line 1: setting \"compact\" is not name=value"},
    {"a topic has one line", EVENT_TOPIC("inquiry") EVENT_TOPIC("inquiry"),
     "line 2: shouwen.inquiry has a line already"},
    {"every topic has a line", EVENT_TOPIC("inquiry") OTHERS, "shouwen.deadletter has no line"},
    {"event topics have one number of partitions",
     "shouwen.inquiry\t6\t1\t" EVENT_SETTINGS "\n" OTHERS,
     "shouwen.transfer has 12 partitions, shouwen.inquiry has 6: they must be equal"},
    {"event topics keep everything",
     "shouwen.inquiry\t12\t1\tretention.ms=1,message.timestamp.type=LogAppendTime\n" OTHERS,
     "shouwen.inquiry must have cleanup.policy=delete, retention.ms=-1 and "
     "message.timestamp.type=LogAppendTime"},
    {"a file that ends in the middle of a name is refused", "shouwen",
     "line 1: \"shouwen\" is not a topic of shouwen"},
};

static void every_wrong_list_is_refused(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct err err = {.text = ""};
        print_message("    %s\n", wrong[i].title);
        assert_int_equal(parse(wrong[i].text, &err), FATAL);
        assert_string_equal(err.text, wrong[i].complaint);
    }
}

static void a_file_that_is_not_there_is_named(void **state)
{
    (void) state;
    struct err err;
    assert_int_equal(topics_file_read("build/no/such/file", &file, &err), FATAL);
    assert_string_equal(err.text, "could not open build/no/such/file: No such file or directory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_list_is_read),
        cmocka_unit_test(the_list_in_the_tree_is_read),
        cmocka_unit_test(every_wrong_list_is_refused),
        cmocka_unit_test(a_file_that_is_not_there_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

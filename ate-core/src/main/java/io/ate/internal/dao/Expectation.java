package io.ate.internal.dao;

/** What must hold of an object for a commit to be admitted. */
enum Expectation {
    /** Nothing. */
    ANYTHING,
    /** It does not exist. */
    ABSENT,
    /** It is as it was read. */
    UNCHANGED
}

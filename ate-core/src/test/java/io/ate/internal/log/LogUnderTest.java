package io.ate.internal.log;

import java.util.Random;

/** The log that a contract is tested with; new for each test. */
interface LogUnderTest {
    /** A new, empty log whose writes pass this fault point. */
    RedoLog open(WriteFaults faults);

    /** The same log in the next process. */
    RedoLog reopen(RedoLog closed);

    /** What the test's commits are made of. */
    Random random();

    default RedoLog open() {
        return open(WriteFaults.NONE);
    }
}

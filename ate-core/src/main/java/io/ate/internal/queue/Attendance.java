package io.ate.internal.queue;

import io.ate.Bus;
import io.ate.DaoRef;
import org.jspecify.annotations.Nullable;

/** Whoever has a queue worked on, who is told how that goes. Confined to the thread that does the work. */
interface Attendance {
    /** Of who calls for one item, and takes what failed as an exception. */
    Attendance CALL = new Attendance() {
        @Override
        public boolean isOver() {
            return false;
        }

        @Override
        public void awaits(@Nullable Bus<?> news) {
            // whoever interrupts the thread ends the waiting
        }

        @Override
        public void begins() {
            // and this ends it
        }

        @Override
        public void setBack(Setback setback) {
            // which is what the exception says
        }
    };

    /** Tells whether no more items are to be begun. */
    boolean isOver();

    /** The work waits for that bus from now on; null if for none. */
    void awaits(@Nullable Bus<?> news);

    /** There is an item that nobody else works on. */
    void begins();

    /** An item was set back; what failed is thrown afterwards. */
    void setBack(Setback setback);

    /**
     * Nothing came of an item, which is left alone for a while.
     *
     * @param fault whose it is, and never the chain's
     * @param inARow how many this was of the item in this program
     * @param givenUp whether the item was put aside
     */
    record Setback(DaoRef<?> item, Throwable cause, Fault fault, int inARow, boolean givenUp) {}
}

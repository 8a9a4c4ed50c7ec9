package io.ate.internal.simulation;

import io.ate.internal.log.WriteFaults;
import java.io.IOException;

/**
 * The disk of a simulated server, which fills up and has room again. Where there is little room the server is told so
 * in time; where there is none at all a write fails, before or after it has reached the disk. Confined to the
 * simulation's thread.
 */
final class Disk implements WriteFaults {
    private Moment failing = Moment.BEFORE_WRITE;
    private boolean littleRoom;
    private boolean noRoom;

    /** From now on the reserve is used up. */
    void runLow() {
        littleRoom = true;
    }

    /** From now on writes fail, at that moment of theirs. */
    void runOut(Moment moment) {
        littleRoom = true;
        noRoom = true;
        failing = moment;
    }

    /** Somebody has made room. */
    void makeRoom() {
        littleRoom = false;
        noRoom = false;
    }

    boolean isNearlyFull() {
        return littleRoom;
    }

    boolean isFull() {
        return noRoom;
    }

    @Override
    public void at(Moment moment) throws IOException {
        if (noRoom && moment == failing) {
            throw new IOException("no space left on the simulated disk");
        }
    }
}

package io.ate.internal.host;

import io.ate.internal.log.WriteFaults;
import java.io.IOException;

/** A disk with room for so many more writes, for a log that writes when it is told to. Confined to one thread. */
final class FillingDisk implements WriteFaults {
    private int left = Integer.MAX_VALUE;

    /** From now on so many writes pass, and all others fail. */
    void leaveRoomFor(int writes) {
        left = writes;
    }

    @Override
    public void at(Moment moment) throws IOException {
        if (moment == Moment.BEFORE_WRITE && left-- <= 0) {
            throw new IOException("No space left on device");
        }
    }
}

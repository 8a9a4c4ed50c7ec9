package io.ate.internal.backup;

/** Hears how far something has come that takes long. What it throws ends that, and leaves nothing behind. */
@FunctionalInterface
public interface Progress {
    /** What is being done. */
    enum Stage {
        /** Rows of the store are read and held against their checksums; nobody knows how many there are. */
        CHECKING,
        /** Bytes are copied, or found to be in the backup before. */
        COPYING,
        /** Bytes are read back from where they were put. */
        READING_BACK
    }

    /**
     * So much is done.
     *
     * @param total 0 if that is not known
     */
    void at(Stage stage, long done, long total);
}

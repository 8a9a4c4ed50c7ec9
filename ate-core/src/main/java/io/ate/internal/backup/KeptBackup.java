package io.ate.internal.backup;

/** What stands in a folder of backups under a number. */
public sealed interface KeptBackup {
    long number();

    /** It is there, with all its files at their lengths; what is in them is looked at before they are used. */
    record Whole(Backup backup) implements KeptBackup {
        @Override
        public long number() {
            return backup.number();
        }
    }

    /** It is not what it was, and no longer offered. */
    record Damaged(long number, String what) implements KeptBackup {}
}

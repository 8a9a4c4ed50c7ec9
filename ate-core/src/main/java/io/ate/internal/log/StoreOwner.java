package io.ate.internal.log;

import io.ate.StoreInUseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Notes which process has a store open, for the message to the next one that tries. The {@link StoreLock} decides;
 * the note only says whom to look for, and may be stale. Stateless.
 */
final class StoreOwner {
    private static final String FILE = "owner";
    private static final int LONGEST = 20;
    private static final long UNKNOWN = -1;

    private StoreOwner() {}

    /** Notes this process, which holds the store's lock. */
    static void note(Path folder) throws IOException {
        Files.writeString(folder.resolve(FILE), Long.toString(ProcessHandle.current().pid()));
    }

    /** What to tell who found the store locked. */
    static StoreInUseException inUse(Path folder, Exception cause) {
        long holder = holder(folder);
        String who = holder == ProcessHandle.current().pid()
                ? "this program: close what was opened on it before, or choose another folder"
                : (holder == UNKNOWN ? "another process" : "process " + holder)
                        + ": stop that one, or choose another folder";
        return new StoreInUseException("the store in " + folder + " is in use by " + who, cause);
    }

    private static long holder(Path folder) {
        try {
            byte[] noted = Files.readAllBytes(folder.resolve(FILE));
            if (noted.length > LONGEST) {
                return UNKNOWN;
            }
            return Long.parseLong(new String(noted, StandardCharsets.US_ASCII));
        } catch (IOException | NumberFormatException _) {
            // The lock is what counts; without the note its holder has no name.
            return UNKNOWN;
        }
    }
}

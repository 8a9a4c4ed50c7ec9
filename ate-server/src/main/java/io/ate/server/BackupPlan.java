package io.ate.server;

import io.ate.internal.text.Durations;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a server's backups go unless another folder is named, and whether it takes them by itself. Immutable.
 *
 * @param folder of all its backups, and of no other server's; best on another disk
 * @param every how much time is between two that it takes by itself; empty if it takes none
 * @param keep so many are kept in the folder, at most
 */
public record BackupPlan(Path folder, Optional<Duration> every, int keep) {

    /** How many are kept where nothing else is said. */
    public static final int KEEP = 7;

    /** @throws IllegalArgumentException if none would be kept, or no time were between two */
    public BackupPlan {
        Objects.requireNonNull(folder, "folder");
        Objects.requireNonNull(every, "every");
        if (keep < 1) {
            throw new IllegalArgumentException("at least one backup is kept, not " + keep);
        }
        every.filter(each -> !each.isPositive()).ifPresent(each -> {
            throw new IllegalArgumentException(
                    "the time between two backups is more than nothing: " + Durations.text(each));
        });
    }

    /** Backups into that folder when they are asked for, of which seven are kept. */
    public static BackupPlan into(Path folder) {
        return new BackupPlan(folder, Optional.empty(), KEEP);
    }
}

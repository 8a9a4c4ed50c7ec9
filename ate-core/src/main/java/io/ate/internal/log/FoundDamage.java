package io.ate.internal.log;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was found damaged in a store since it was opened, whoever met it. Readers are told what they miss; this tells
 * whoever runs the store, who else would hear of it from them. Each thing is told once. Thread-safe.
 */
final class FoundDamage {
    private static final Logger LOG = LoggerFactory.getLogger(FoundDamage.class);
    /** Of so many things it is remembered that they were told; whoever reads of these knows enough. */
    private static final int MOST = 256;

    private final Path folder;
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable String> first = new AtomicReference<>();

    FoundDamage(Path folder) {
        this.folder = folder;
    }

    /** What was found first, for people; empty if nothing. */
    Optional<String> first() {
        return Optional.ofNullable(first.get());
    }

    /** Notes damage. */
    void note(String what) {
        first.compareAndSet(null, what);
        if (told.size() < MOST && told.add(what)) {
            LOG.error("The store in {} is damaged: {}. All else is served; restore the store from a backup", folder,
                    what);
        }
    }
}

package io.ate.atedb;

import io.ate.Chain;
import io.ate.ChainName;
import io.ate.KeyBundle;
import io.ate.atedb.console.Messages;
import io.ate.atedb.console.TemporaryFolder;
import io.ate.atedb.place.ChainAddress;
import io.ate.internal.inspect.StoppedStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is looked at from outside: a stopped store, or a copy of a chain, fetched and checked as every client does,
 * which
 * goes when this is closed. Confined to the thread that runs the command.
 *
 * @param name the chain that is meant; empty for all of the store
 * @param keys who looks; closed with this
 */
record Inspected(StoppedStore store, Optional<ChainName> name, List<KeyBundle> keys, Optional<TemporaryFolder> copy)
        implements AutoCloseable {

    static Inspected store(Path folder, Optional<ChainName> name, Optional<KeyBundle> keys) {
        boolean opened = false;
        try {
            Inspected inspected = new Inspected(StoppedStore.open(folder), name, keys.stream().toList(),
                    Optional.empty());
            opened = true;
            return inspected;
        } finally {
            if (!opened) {
                keys.ifPresent(KeyBundle::close);
            }
        }
    }

    /** Fetches the chain into a folder of its own. */
    static Inspected copy(Destination destination, ChainAddress chain, Optional<KeyBundle> keys, Messages messages)
            throws IOException {
        TemporaryFolder folder = TemporaryFolder.create("ate-copy-");
        boolean opened = false;
        try {
            try (Connection connection = Connection.lending(destination.keepingIn(folder.path()), keys, messages);
                    Chain _ = connection.openExisting(chain)) {
                messages.detail("Fetched " + chain.name() + " into " + folder.path());
            }
            Inspected inspected = new Inspected(StoppedStore.ofReplica(folder.path()), Optional.of(chain.name()),
                    keys.stream().toList(), Optional.of(folder));
            opened = true;
            return inspected;
        } finally {
            if (!opened) {
                keys.ifPresent(KeyBundle::close);
                folder.close();
            }
        }
    }

    @Override
    public void close() throws IOException {
        store.close();
        keys.forEach(KeyBundle::close);
        if (copy.isPresent()) {
            copy.get().close();
        }
    }
}

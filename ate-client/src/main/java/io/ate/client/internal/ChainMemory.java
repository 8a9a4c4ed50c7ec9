package io.ate.client.internal;

import io.ate.ChainId;
import io.ate.ChainName;
import io.ate.internal.replica.Pins;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Remembers in a file which chain was met under which name: {@code host:port name id}, a line each. Thread-safe.
 */
public final class ChainMemory implements Pins {
    private static final String FILE = "known_chains";

    private final LineFile file;
    private final ServerPlace server;

    private ChainMemory(LineFile file, ServerPlace server) {
        this.file = file;
        this.server = server;
    }

    /** Remembers in that folder. */
    public static ChainMemory in(Path folder, ServerPlace server) {
        return new ChainMemory(new LineFile(folder.resolve(FILE)), server);
    }

    @Override
    public Optional<ChainId> remembered(ChainName name) {
        String start = start(name);
        return file.lines()
                .stream()
                .filter(line -> line.startsWith(start))
                .map(line -> ChainId.parse(line.substring(start.length())))
                .findFirst();
    }

    @Override
    public void remember(ChainName name, ChainId chain) {
        if (remembered(name).isPresent()) {
            return;
        }
        file.change(lines -> {
            List<String> more = new ArrayList<>(lines);
            more.removeIf(line -> line.startsWith(start(name)));
            more.add(start(name) + chain);
            return more;
        });
    }

    /** Forgets the chain of that name, which is gone. */
    public void forget(ChainName name) {
        if (remembered(name).isPresent()) {
            file.change(lines -> lines.stream().filter(line -> !line.startsWith(start(name))).toList());
        }
    }

    /** Forgets all chains of the server, and tells which were known. */
    public List<ChainName> forgetAll() {
        String start = server + " ";
        List<ChainName> known = file.lines()
                .stream()
                .filter(line -> line.startsWith(start))
                .map(line -> new ChainName(line.substring(start.length(), line.lastIndexOf(' '))))
                .toList();
        if (!known.isEmpty()) {
            file.change(lines -> lines.stream().filter(line -> !line.startsWith(start)).toList());
        }
        return known;
    }

    private String start(ChainName name) {
        return server + " " + name + " ";
    }
}

package io.ate.client.internal;

import io.ate.ChainId;
import io.ate.ChainName;
import io.ate.internal.replica.Pins;
import io.ate.internal.replica.SeenHead;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Remembers in files which chain was met under which name ({@code host:port name id}, a line each), and how far each
 * was seen. Thread-safe.
 */
public final class ChainMemory implements Pins {
    private static final String FILE = "known_chains";

    private final LineFile file;
    private final SeenHeads heads;
    private final ServerPlace server;
    private final Consumer<String> notices;
    private final AtomicBoolean told = new AtomicBoolean();

    private ChainMemory(LineFile file, SeenHeads heads, ServerPlace server, Consumer<String> notices) {
        this.file = file;
        this.heads = heads;
        this.server = server;
        this.notices = notices;
    }

    /** What a line says. */
    private record Met(String server, ChainName name, ChainId chain) {

        private static final Pattern PLACE = Pattern.compile("\\S+:[0-9]{1,5}");

        private static Optional<Met> parse(String line) {
            String[] words = line.split(" ", -1);
            try {
                return words.length == 3 && PLACE.matcher(words[0]).matches()
                        ? Optional.of(new Met(words[0], new ChainName(words[1]), ChainId.parse(words[2])))
                        : Optional.empty();
            } catch (IllegalArgumentException _) {
                return Optional.empty(); // whoever reads the file says so, and where
            }
        }
    }

    /**
     * Remembers in that folder.
     *
     * @param notices takes lines for people
     */
    public static ChainMemory in(Path folder, ServerPlace server, Consumer<String> notices) {
        return new ChainMemory(new LineFile(folder.resolve(FILE)), SeenHeads.in(folder), server, notices);
    }

    /**
     * The same memory for a chain that is made anew: nothing that was met under its name counts, and its id is not
     * remembered before it is known to be that of the one that was made.
     */
    public Pins forNewChain() {
        return new Pins() {
            @Override
            public void saw(SeenHead seen) {
                ChainMemory.this.saw(seen);
            }
        };
    }

    @Override
    public List<SeenHead> seen() {
        return heads.all();
    }

    /** What cannot be written is less protection, and no reason to stop what goes well: people are told, once. */
    @Override
    public void saw(SeenHead seen) {
        try {
            heads.saw(seen);
        } catch (UncheckedIOException e) {
            if (told.compareAndSet(false, true)) {
                notices.accept(
                        "how far the chain was seen cannot be remembered, so that nobody will notice if its server "
                                + "is set back: " + e.getMessage());
            }
        }
    }

    /** Forgets how far the chains of that identity were seen, and tells whether any was. */
    public static boolean forgetSeen(Path folder, String fingerprint) {
        return SeenHeads.in(folder).forget(fingerprint);
    }

    @Override
    public Optional<ChainId> remembered(ChainName name) {
        return file.facts(Met::parse)
                .stream()
                .filter(met -> met.server.equals(server.toString()) && met.name.equals(name))
                .map(Met::chain)
                .findFirst();
    }

    /** What to tell who is told that there is no such chain, if one of that name was met. */
    public Optional<String> gone(ChainName name) {
        return remembered(name).map(chain -> "the chain " + name + " is not at " + server + " any more, where chain "
                + chain + " was met under that name" + seenUpTo(chain) + ": somebody dropped it, or the server has "
                + "lost data, or was set back to before it. Find out which; only then forget the server "
                + "(AteClient.forgetServer)");
    }

    private String seenUpTo(ChainId chain) {
        return heads.all()
                .stream()
                .filter(seen -> seen.chain().equals(chain))
                .map(seen -> seen.head().size())
                .max(Comparator.naturalOrder())
                .map(size -> " and seen up to sequence " + size)
                .orElse("");
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

    /** Forgets how far that chain was seen, but not in which epoch, to take it as that identity has it. */
    public boolean accept(ChainId chain, String fingerprint) {
        return heads.accept(chain, fingerprint);
    }

    /** Forgets the chain of that name, which is gone. */
    public void forget(ChainName name, ChainId chain) {
        heads.forget(chain);
        if (remembered(name).isPresent()) {
            file.change(lines -> lines.stream().filter(line -> !line.startsWith(start(name))).toList());
        }
    }

    /** Forgets all chains of the server, and tells which were known. */
    public List<ChainName> forgetAll() {
        String start = server + " ";
        List<ChainName> known = file.facts(Met::parse)
                .stream()
                .filter(met -> met.server.equals(server.toString()))
                .map(Met::name)
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

package io.ate.client.internal;

import io.ate.ChainId;
import io.ate.internal.replica.SeenHead;
import io.ate.internal.tree.RootAt;
import io.ate.internal.wire.Hash;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Remembers in a file how far each chain was seen at which server's identity: {@code id fingerprint size root}, and
 * the epoch of the server's store if it is not the first, a line each, what was seen last at the end. Chains that were
 * not seen for long fall out. Thread-safe.
 */
final class SeenHeads {
    private static final String FILE = "seen_heads";
    private static final int MOST = 1_000;

    private final LineFile file;

    private SeenHeads(LineFile file) {
        this.file = file;
    }

    static SeenHeads in(Path folder) {
        return new SeenHeads(new LineFile(folder.resolve(FILE)));
    }

    List<SeenHead> all() {
        return file.facts(SeenHeads::parse);
    }

    /** Notes the head, unless the chain was seen further by now, by this program or another. */
    void saw(SeenHead seen) {
        file.change(lines -> {
            List<String> more = new ArrayList<>(lines.size() + 1);
            for (SeenHead known : file.facts(lines, SeenHeads::parse)) {
                if (!known.chain().equals(seen.chain()) || !known.server().equals(seen.server())) {
                    more.add(line(known));
                } else if (known.epoch() > seen.epoch()
                        || (known.epoch() == seen.epoch() && known.head().size() >= seen.head().size())) {
                    return lines;
                }
            }
            more.add(line(seen));
            return more.subList(Math.max(0, more.size() - MOST), more.size());
        });
    }

    /**
     * Forgets how far a chain was seen, but not in which epochs of which servers, to take it as that one has it. Tells
     * whether it was seen.
     */
    boolean accept(ChainId chain, String server) {
        if (all().stream().noneMatch(known -> known.chain().equals(chain))) {
            return false;
        }
        file.change(lines -> {
            List<String> changed = new ArrayList<>(lines.size() + 1);
            long epoch = 1;
            for (SeenHead known : file.facts(lines, SeenHeads::parse)) {
                if (known.chain().equals(chain) && known.server().equals(server)) {
                    epoch = Math.max(epoch, known.epoch());
                } else {
                    changed.add(line(known.chain().equals(chain)
                            ? new SeenHead(chain, known.server(), RootAt.EMPTY, known.epoch())
                            : known));
                }
            }
            changed.add(line(new SeenHead(chain, server, RootAt.EMPTY, epoch)));
            return changed;
        });
        return true;
    }

    /** Forgets a chain, which is gone. */
    void forget(ChainId chain) {
        forgetLines(" ", chain + " ");
    }

    /** Forgets what was seen of all chains of a server, and tells whether there was anything. */
    boolean forget(String server) {
        return forgetLines(" " + server + " ", "");
    }

    private boolean forgetLines(String containing, String beginning) {
        List<String> before = file.lines();
        List<String> after = before.stream()
                .filter(line -> !line.contains(containing) || !line.startsWith(beginning))
                .toList();
        if (after.size() == before.size()) {
            return false;
        }
        file.change(lines -> lines.stream()
                .filter(line -> !line.contains(containing) || !line.startsWith(beginning))
                .toList());
        return true;
    }

    private static String line(SeenHead seen) {
        return seen.chain() + " " + seen.server() + " " + seen.head().size() + " " + seen.head().root()
                + (seen.epoch() == 1 ? "" : " " + seen.epoch());
    }

    private static Optional<SeenHead> parse(String line) {
        String[] words = line.split(" ", -1);
        try {
            return (words.length == 4 || words.length == 5) && HexFormat.of().parseHex(words[1]).length == Hash.BYTES
                    ? Optional.of(new SeenHead(ChainId.parse(words[0]), words[1],
                            new RootAt(Long.parseLong(words[2]), Hash.of(HexFormat.of().parseHex(words[3]))),
                            words.length == 4 ? 1 : Long.parseLong(words[4])))
                    : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty(); // whoever reads the file says so, and where
        }
    }
}

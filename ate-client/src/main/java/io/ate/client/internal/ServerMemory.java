package io.ate.client.internal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Remembers the identities of servers. Thread-safe. */
public interface ServerMemory {
    /**
     * What is remembered of a server.
     *
     * @param where it stands, for people
     */
    record Known(String fingerprint, String where) {}

    Optional<Known> find(ServerPlace server);

    /** Remembers a server that is not known yet; one that is stays as it is. */
    void remember(ServerPlace server, String fingerprint);

    /** Forgets a server, and tells whether it was known. */
    boolean forget(ServerPlace server);

    /** Remembers as long as the program runs. */
    static ServerMemory volatileOne() {
        return new InMemory(new ConcurrentHashMap<>());
    }

    /** Remembers in a file, a line for each server. */
    static ServerMemory in(Path file) {
        return new InFile(new LineFile(file));
    }

    /** Thread-safe. */
    record InMemory(Map<ServerPlace, String> fingerprints) implements ServerMemory {
        @Override
        public Optional<Known> find(ServerPlace server) {
            return Optional.ofNullable(fingerprints.get(server))
                    .map(each -> new Known(each, "earlier in this program"));
        }

        @Override
        public void remember(ServerPlace server, String fingerprint) {
            fingerprints.putIfAbsent(server, fingerprint);
        }

        @Override
        public boolean forget(ServerPlace server) {
            return fingerprints.remove(server) != null;
        }
    }

    /** Thread-safe. */
    record InFile(LineFile file) implements ServerMemory {
        private static final Pattern LINE = Pattern.compile("(\\S+:[0-9]{1,5}) ([0-9a-f]{64})");

        /** What a line says. */
        private record Entry(String server, String fingerprint) {
            private static Optional<Entry> parse(String line) {
                Matcher words = LINE.matcher(line);
                return words.matches() ? Optional.of(new Entry(words.group(1), words.group(2))) : Optional.empty();
            }
        }

        @Override
        public Optional<Known> find(ServerPlace server) {
            List<Entry> entries = file.facts(Entry::parse);
            for (int i = 0; i < entries.size(); i++) {
                if (entries.get(i).server.equals(server.toString())) {
                    return Optional.of(new Known(entries.get(i).fingerprint, file.path() + " line " + (i + 1)));
                }
            }
            return Optional.empty();
        }

        @Override
        public void remember(ServerPlace server, String fingerprint) {
            file.change(lines -> {
                if (file.facts(lines, Entry::parse).stream().anyMatch(each -> each.server.equals(server.toString()))) {
                    return lines;
                }
                List<String> more = new ArrayList<>(lines);
                more.add(server + " " + fingerprint);
                return more;
            });
        }

        @Override
        public boolean forget(ServerPlace server) {
            boolean known = find(server).isPresent();
            if (known) {
                file.change(lines -> lines.stream().filter(line -> !line.startsWith(server + " ")).toList());
            }
            return known;
        }
    }
}

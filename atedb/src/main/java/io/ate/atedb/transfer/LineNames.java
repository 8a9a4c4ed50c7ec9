package io.ate.atedb.transfer;

import io.ate.atedb.json.JsonLines;
import io.ate.atedb.json.UnreadableLineException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Names the objects that lines become, and knows of a name that stands on several lines of a file which of them is the
 * last, since that one counts. Without that, an import that is repeated would write the earlier value and then the last
 * one again, every time. Confined to one thread.
 *
 * <p>
 * The file is looked through when that is first asked, so not at all where nothing is to be replaced. It takes four
 * bytes for each line, and then the names that stand there twice, with the few that have the hash of another one. What
 * it does not find, because a line cannot be read or the import is to stop, is only written once more than it had to
 * be.
 */
public final class LineNames {
    private static final int FIRST_ROOM = 1024;

    private final @Nullable Source source;
    private final NameField field;
    private @Nullable Map<String, Long> last;

    private LineNames(@Nullable Source source, NameField field) {
        this.source = source;
        this.field = field;
    }

    /** Opens the lines anew, from the first. */
    @FunctionalInterface
    public interface Source {
        /** The lines. The caller closes them. */
        JsonLines open() throws IOException;
    }

    /** The names of lines that can be read several times. */
    public static LineNames ofFile(NameField field, Source source) {
        return new LineNames(source, field);
    }

    /** The names of lines that are read once, of which nobody knows what follows them. */
    public static LineNames ofStream(NameField field) {
        return new LineNames(null, field);
    }

    /**
     * The name of the object that the line becomes.
     *
     * @throws UnreadableLineException if the field is missing, or of no use
     */
    String of(JsonLines.Line line) {
        return field.of(line);
    }

    /** Whether a line behind that one has the same name. */
    boolean isFollowed(JsonLines.Line line) {
        if (source == null) {
            return false;
        }
        if (last == null) {
            last = look(source);
        }
        return last.getOrDefault(of(line), 0L) > line.number();
    }

    /** How many names were seen on several lines. */
    public int repeated() {
        return last == null ? 0 : last.size();
    }

    /** The last lines of names that stand on several. */
    private Map<String, Long> look(Source source) {
        Hashes all = new Hashes();
        forEach(source, (each, _) -> all.add(each.hashCode()));
        int[] shared = all.shared();
        Map<String, Long> found = new HashMap<>();
        Set<String> several = new HashSet<>();
        if (shared.length > 0) {
            forEach(source, (each, number) -> {
                if (Arrays.binarySearch(shared, each.hashCode()) >= 0 && found.put(each, number) != null) {
                    several.add(each);
                }
            });
        }
        found.keySet().retainAll(several);
        return found;
    }

    /** Goes through the names and the numbers of their lines, up to the line at which the import will end, too. */
    private void forEach(Source source, ObjLongConsumer<String> action) {
        try (JsonLines opened = source.open()) {
            for (Optional<JsonLines.Line> line = opened.next(); line.isPresent()
                    && !Thread.currentThread().isInterrupted(); line = opened.next()) {
                action.accept(of(line.get()), line.get().number());
            }
        } catch (IOException | UnreadableLineException e) {
            return; // whoever imports the lines meets it where it matters, and says so
        }
    }

    /** Numbers, of which those matter that occur twice. */
    private static final class Hashes {
        private int[] hashes = new int[FIRST_ROOM];
        private int count;

        void add(int hash) {
            if (count == hashes.length) {
                hashes = Arrays.copyOf(hashes, count + (count >> 1));
            }
            hashes[count++] = hash;
        }

        /** Those that occur twice, in order. */
        int[] shared() {
            Arrays.sort(hashes, 0, count);
            int found = 0;
            for (int i = 1; i < count; i++) {
                if (hashes[i] == hashes[i - 1] && (found == 0 || hashes[found - 1] != hashes[i])) {
                    hashes[found++] = hashes[i]; // never beyond i: what is overwritten was looked at
                }
            }
            return Arrays.copyOf(hashes, found);
        }
    }
}

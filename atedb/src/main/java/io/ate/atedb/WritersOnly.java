package io.ate.atedb;

import io.ate.KeyId;
import io.ate.PublicKeys;
import io.ate.Rules.Who;
import java.util.List;

/** Those who may write and not read, which is of no use: what is written is sealed with the keys of readers. */
final class WritersOnly {
    private WritersOnly() {}

    /** Those among {@code writers} who are no readers. */
    static List<KeyId> of(Who readers, List<PublicKeys> writers) {
        return readers instanceof Who.Only(List<PublicKeys> keys)
                ? writers.stream().filter(each -> !keys.contains(each)).map(PublicKeys::id).distinct().toList()
                : List.of();
    }

    /** What to tell who gave the right. */
    static String hint(KeyId writer, String remedy) {
        return writer + " writes only once it may read, too: " + remedy;
    }
}

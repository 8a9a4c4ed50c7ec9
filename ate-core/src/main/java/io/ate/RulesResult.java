package io.ate;

import java.util.List;

/**
 * What a change of rules means for those who could read before. Immutable.
 *
 * @param renewed whether what is written from now on is sealed with a new key
 * @param formerReaders whose right to read ends. They keep what they have read or copied, and whoever kept the stored
 * bytes and his old keys can still decrypt what was written until now; what is written from now on he cannot
 */
public record RulesResult(boolean renewed, List<KeyId> formerReaders) {
    public RulesResult {
        formerReaders = List.copyOf(formerReaders);
    }

    /** The same in one sentence, for people. */
    @Override
    public String toString() {
        if (formerReaders.isEmpty()) {
            return "Nobody lost the right to read.";
        }
        return "What is written from now on is sealed with a new key; what was written before stays readable to "
                + String.join(", ", formerReaders.stream().map(KeyId::toString).toList())
                + " as far as they kept the stored bytes.";
    }
}

package io.ate;

import java.util.List;

/**
 * What a change of rules means for those who could read before, and for those who can from now on. Immutable.
 *
 * @param renewed whether what is written from now on is sealed with a new key
 * @param formerReaders whose right to read ends. They keep what they have read or copied, and whoever kept the stored
 * bytes and his old keys can still decrypt what was written until now; what is written from now on he cannot, but for
 * objects below that name him among readers of their own
 * @param left how many objects below that commit leaves sealed as an earlier one left them, so that whoever is new
 * cannot read them, and whoever leaves could: they did not fit into it, or the session cannot read or write them. The
 * same change once more goes on with those that did not fit, and so does any other of the object's readers; writing one
 * again, with whatever value, seals it for its present readers, too. A value of more than 4 MiB, which fits into no
 * such commit, is counted, and sealed anew in a commit of its own directly behind it: so {@code left} ends at what the
 * session cannot read or write. What others put below, or change there, while the change is under way is not counted:
 * it is sealed anew directly behind it, too (but not where everyone is to read), and where that does not come about the
 * log says so, with the number. Where nothing but other rights than reading is changed, it is 0
 */
public record RulesResult(boolean renewed, List<KeyId> formerReaders, long left) {
    public RulesResult {
        formerReaders = List.copyOf(formerReaders);
    }

    /** The same in a few sentences, for people. */
    @Override
    public String toString() {
        return left == 0 ? former() : former() + " " + unopened();
    }

    private String former() {
        if (formerReaders.isEmpty()) {
            return "Whoever could read still can.";
        }
        return "What is written from now on is sealed with a new key; what was written before stays readable to "
                + String.join(", ", formerReaders.stream().map(KeyId::toString).toList())
                + " as far as they kept the stored bytes. Objects that name readers of their own keep those.";
    }

    private String unopened() {
        return "Objects below that this commit leaves open to those alone who could read them before: " + left
                + ". They are too many or too long for it, which the same change once more goes on with, or are not"
                + " yours to read and write; each opens to its present readers when it is written again. A value of"
                + " more than 4 MiB follows in a commit of its own, directly behind this one.";
    }
}

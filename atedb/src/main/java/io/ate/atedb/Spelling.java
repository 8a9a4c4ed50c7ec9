package io.ate.atedb;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * Finds the word that somebody meant who wrote another one: the beginning of it, or so few letters away from it that a
 * slip of the fingers explains them. Stateless.
 */
final class Spelling {
    private static final int SHORT = 4;
    private static final int SHORTEST_BEGINNING = 3;

    private Spelling() {}

    /** The nearest of the words; empty if none is near. */
    static Optional<String> nearest(String written, Collection<String> words) {
        return words.stream()
                .filter(word -> isNear(written, word))
                .min(Comparator.comparingInt(word -> distance(written, word)));
    }

    private static boolean isNear(String written, String word) {
        return distance(written, word) <= (Math.min(written.length(), word.length()) <= SHORT ? 1 : 2)
                || (written.length() >= SHORTEST_BEGINNING && word.startsWith(written));
    }

    /** How many letters were left out, added, changed or swapped with the next (optimal string alignment). */
    private static int distance(String written, String word) {
        int[][] steps = new int[written.length() + 1][word.length() + 1];
        for (int i = 0; i <= written.length(); i++) {
            for (int j = 0; j <= word.length(); j++) {
                steps[i][j] = i == 0 || j == 0 ? i + j
                        : Math.min(Math.min(steps[i - 1][j], steps[i][j - 1]) + 1,
                                steps[i - 1][j - 1] + (written.charAt(i - 1) == word.charAt(j - 1) ? 0 : 1));
                if (i > 1 && j > 1 && written.charAt(i - 1) == word.charAt(j - 2)
                        && written.charAt(i - 2) == word.charAt(j - 1)) {
                    steps[i][j] = Math.min(steps[i][j], steps[i - 2][j - 2] + 1);
                }
            }
        }
        return steps[written.length()][word.length()];
    }
}

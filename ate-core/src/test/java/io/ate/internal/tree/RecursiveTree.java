package io.ate.internal.tree;

import io.ate.internal.wire.Hash;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The definitions of RFC 9162, sections 2.1.1, 2.1.3.1 and 2.1.4.1, word for word: recursive, on lists of leaf hashes,
 * sharing nothing with what it is compared with. It remembers roots of ranges only to be quick enough for thousands of
 * proofs.
 */
final class RecursiveTree {
    private record Range(int start, int end) {}

    private final List<Hash> leafHashes;
    private final Map<Range, Hash> roots = new HashMap<>();

    private RecursiveTree(List<Hash> leafHashes) {
        this.leafHashes = List.copyOf(leafHashes);
    }

    static RecursiveTree ofEvents(List<Hash> eventHashes) {
        return ofEntries(eventHashes.stream().map(Hash::bytes).toList());
    }

    /** For published examples, whose entries have any length. */
    static RecursiveTree ofEntries(List<byte[]> entries) {
        return new RecursiveTree(entries.stream().map(RecursiveTree::leafHash).toList());
    }

    static Hash leafHash(byte[] entry) {
        return sha256(new byte[] {0}, entry);
    }

    /** MTH(D[size]). */
    RootAt root(int size) {
        return new RootAt(size, root(0, size));
    }

    /** PATH(m, D_n). */
    List<Hash> path(int m, int n) {
        return path(m, 0, n);
    }

    /** PROOF(m, D_n). */
    List<Hash> proof(int m, int n) {
        return subproof(m, 0, n, true);
    }

    private Hash root(int start, int end) {
        return switch (end - start) {
            case 0 -> sha256();
            case 1 -> leafHashes.get(start);
            default -> {
                Hash known = roots.get(new Range(start, end));
                if (known == null) {
                    int k = largestPowerOfTwoBelow(end - start);
                    known = sha256(new byte[] {1}, root(start, start + k).bytes(), root(start + k, end).bytes());
                    roots.put(new Range(start, end), known);
                }
                yield known;
            }
        };
    }

    private List<Hash> path(int m, int start, int end) {
        int n = end - start;
        if (n == 1) {
            return List.of();
        }
        int k = largestPowerOfTwoBelow(n);
        return m < k
                ? followedBy(path(m, start, start + k), root(start + k, end))
                : followedBy(path(m - k, start + k, end), root(start, start + k));
    }

    private List<Hash> subproof(int m, int start, int end, boolean known) {
        int n = end - start;
        if (m == n) {
            return known ? List.of() : List.of(root(start, end));
        }
        int k = largestPowerOfTwoBelow(n);
        return m <= k
                ? followedBy(subproof(m, start, start + k, known), root(start + k, end))
                : followedBy(subproof(m - k, start + k, end, false), root(start, start + k));
    }

    private static int largestPowerOfTwoBelow(int n) {
        int k = 1;
        while (k * 2 < n) {
            k *= 2;
        }
        return k;
    }

    private static List<Hash> followedBy(List<Hash> hashes, Hash last) {
        List<Hash> longer = new ArrayList<>(hashes);
        longer.add(last);
        return longer;
    }

    private static Hash sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return Hash.of(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}

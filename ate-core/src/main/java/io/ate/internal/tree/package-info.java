/**
 * The Merkle tree (RFC 9162, section 2.1) over a chain's event hashes in sequence order: roots, frontiers, proofs of
 * inclusion and of consistency. It depends on {@code io.ate.internal.wire} alone and reads through {@link
 * io.ate.internal.tree.TreeNodes}, which a redo log implements. It offers {@link io.ate.internal.tree.MerkleFrontier}
 * to those who follow a chain, {@link io.ate.internal.tree.MerkleTree} to those who prove something about one, and
 * {@link io.ate.internal.tree.InclusionProof} and {@link io.ate.internal.tree.ConsistencyProof} to those who check it.
 */
@NullMarked
package io.ate.internal.tree;

import org.jspecify.annotations.NullMarked;

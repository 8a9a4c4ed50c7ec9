/**
 * Queues: collections whose items are each worked on once, by any number of programs. Depends on {@code bus} for news
 * of a collection, and otherwise on what every program has, {@code io.ate}: correctness rests on one commit that has
 * the removal of an item and what was done for it. Offers queues over any collection of a chain.
 */
@NullMarked
package io.ate.internal.queue;

import org.jspecify.annotations.NullMarked;

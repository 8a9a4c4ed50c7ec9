package io.ate.internal.replica;

import io.ate.internal.trust.CheckedCommit;
import io.ate.internal.wire.Slice;
import java.util.function.Function;

/**
 * That a commit is to lie in the {@link OutboxLog} until it is answered.
 *
 * @param sealing what it takes to draw the commit up anew, bound to it as it is sent
 * @param replaced place of the one that it comes instead of, or 0
 */
public record Keeping(Function<CheckedCommit, Slice> sealing, long replaced) {}

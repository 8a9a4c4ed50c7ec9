package io.ate;

/**
 * One value that is computed from all objects of one kind, such as a sum or a count, and kept up with them. See
 * {@link Projection} for what it shows and when. Thread-safe; reading waits for nobody.
 *
 * {@snippet :
 * try (var total = chain.view(Account.class, BigDecimal.ZERO,
 *         (sum, account) -> sum.add(account.balance()),
 *         (sum, account) -> sum.subtract(account.balance()))) {
 *     IO.println(total.get());
 * }
 * }
 *
 * @param <S> what is computed; immutable
 */
public interface MaterializedView<S> extends Projection {
    /** What comes out as the chain is known here now. */
    S get();
}

package io.ate;

/**
 * A position in a chain's log that is kept in the chain itself, under a name. Whoever moves it in the commit that acts
 * on a change acts on that once, however often programs end in between, and however many of them go by the name.
 * Thread-safe.
 *
 * <p>
 * {@link Chain#follow} does all of this. By hand it is:
 *
 * {@snippet :
 * Checkpoint billing = chain.checkpoint("billing");
 * Position at = billing.position();
 * try (Bus<Order> orders = chain.bus(shop, Shop.ORDERS, at)) {
 *     for (;;) {
 *         Change<Order> change = orders.take();
 *         Position from = at;
 *         chain.run(dio -> {
 *             // what there is to be done in the chain
 *             billing.move(dio, from, orders.position());
 *         });
 *         at = orders.position();
 *     }
 * }
 * }
 */
public interface Checkpoint {
    /** The name that it goes by in its chain. */
    String name();

    /**
     * Where it stands, as the chain is known here now; {@link Position#START} until it is moved for the first time.
     *
     * @throws NoReadAuthorityException if the session reads nothing in the chain
     */
    Position position();

    /**
     * Moves it as part of what {@code dio} commits.
     *
     * @param from where it has to stand, or the commit is none
     * @param to {@link Position.After} or {@link Position.Within}, as {@link Bus#position} gives it
     * @throws ConflictException if it stands elsewhere: another program goes by the same name
     */
    void move(Dio dio, Position from, Position to);

    /**
     * Has it begin at {@code position} and not at the start, unless it was moved already.
     *
     * @return whether it stands there now because of this call
     */
    boolean beginAt(Position position);
}

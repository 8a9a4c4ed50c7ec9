package io.ate.internal.exchange;

/**
 * What the exchange of one chain bears. Immutable.
 *
 * @param calls of one party that are not answered
 * @param waiting calls of one chain that wait for somebody who serves; a quarter of it for one service or one caller
 * @param waitingBytes their bytes, of which the same holds
 * @param listeners of one party: its offers to serve
 * @param listenersOfService of all parties, for one service
 * @param given requests that one party has to answer, whatever its offers say
 */
public record ExchangeLimits(int calls, int waiting, long waitingBytes, int listeners, int listenersOfService,
        int given) {
    public static final ExchangeLimits DEFAULT = new ExchangeLimits(1_024, 4_096, 16L << 20, 256, 4_096, 4_096);
}

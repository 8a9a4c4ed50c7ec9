package io.ate.internal.exchange;

/**
 * What the exchange of one chain bears. Immutable.
 *
 * @param calls of one party that are not answered
 * @param waiting calls of one chain that wait for somebody who serves
 * @param waitingBytes their bytes
 */
public record ExchangeLimits(int calls, int waiting, long waitingBytes) {
    public static final ExchangeLimits DEFAULT = new ExchangeLimits(1_024, 4_096, 16L << 20);
}

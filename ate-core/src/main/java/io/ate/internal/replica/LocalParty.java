package io.ate.internal.replica;

import io.ate.KeyId;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.exchange.Exchange;
import io.ate.internal.exchange.Party;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.protocol.ServiceNews;
import io.ate.internal.protocol.ServiceRequest;
import io.ate.internal.protocol.ToClient;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * The one party of a chain that lives in this process: what is said here is heard here. Its keys need no proof, since
 * whoever says something in their name has them. Thread-safe.
 */
final class LocalParty implements Party, ServiceLine.Link {
    private final Exchange exchange;
    private final ServiceLine services;
    private final Set<KeyId> held = ConcurrentHashMap.newKeySet();
    private final AtomicInteger requests = new AtomicInteger();

    LocalParty(Exchange exchange, ServiceLine services) {
        this.exchange = exchange;
        this.services = services;
    }

    @Override
    public Set<KeyId> proven() {
        return held;
    }

    @Override
    public int channel() {
        return 1;
    }

    /** Requests and replies stay where they are, in memory. */
    @Override
    public boolean takes(int bytes) {
        return true;
    }

    /** Nobody else has to share with this program. */
    @Override
    public void keep(int difference) {
        // no matter
    }

    @Override
    public void tell(long after, ToClient message, int bytes) {
        switch (message) {
            case ServiceNews news -> services.received(news);
            case Rejected rejected -> services.rejected(rejected);
            default -> throw new IllegalStateException("an exchange has nothing else to say: " + message);
        }
    }

    @Override
    public void say(ServiceRequest message) {
        exchange.receive(this, message);
    }

    @Override
    public void say(HeldKeys key, IntFunction<ServiceRequest> message, Consumer<String> unproven) {
        if (key.isClosed()) {
            unproven.accept("the key bundle " + key.id() + " was closed");
            return;
        }
        held.add(key.id());
        exchange.receive(this, message.apply(requests.updateAndGet(last -> last == Integer.MAX_VALUE ? 1 : last + 1)));
    }
}

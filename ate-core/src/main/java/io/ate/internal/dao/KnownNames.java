package io.ate.internal.dao;

import io.ate.CommitRejectedException;
import io.ate.ConflictException;
import io.ate.DaoRef;
import io.ate.NoWriteAuthorityException;
import io.ate.PrimaryKey;
import io.ate.Reason;
import java.util.HashMap;
import java.util.Map;

/**
 * The names by which the program that runs a unit of work knows objects, among them what the library keeps under names
 * that the program gave: whoever is refused is told those, and not an id that he never saw. Confined to the unit's
 * thread, and read by others once the unit has ended.
 */
final class KnownNames {
    private static final String CHECKPOINT = "ate.checkpoint";
    private static final String SERVICE = "ate.service";

    private final Map<PrimaryKey, DaoRef<?>> refs = new HashMap<>(1);

    boolean isEmpty() {
        return refs.isEmpty();
    }

    void add(DaoRef<?> ref) {
        if (ref.name().isPresent()) {
            refs.put(ref.key(), ref);
        }
    }

    /**
     * The same refusal; if it is for want of a right to an object with a name, or a conflict on it, in terms of that.
     */
    CommitRejectedException told(CommitRejectedException refused) {
        DaoRef<?> ref = refused.object().map(refs::get).orElse(null);
        if (ref == null) {
            return refused;
        }
        String text = String.valueOf(refused.getMessage()).replace("object " + ref.key(), described(ref));
        return switch (refused) {
            case NoWriteAuthorityException _ ->
                    because(new NoWriteAuthorityException(refused.reason(), text + remedy(ref), ref.key()), refused);
            case ConflictException conflict when conflict.reason() == Reason.CONFLICT ->
                    because(new ConflictException(text, conflict.objects(), conflict.fields()), refused);
            default -> refused;
        };
    }

    private static CommitRejectedException because(CommitRejectedException told, CommitRejectedException refused) {
        told.initCause(refused);
        return told;
    }

    private static String described(DaoRef<?> ref) {
        String name = "\"" + ref.name().orElseThrow() + "\"";
        return switch (ref.type().name()) {
            case CHECKPOINT -> "the checkpoint " + name;
            case SERVICE -> "the service " + name;
            default -> name + " of " + ref.type();
        };
    }

    private static String remedy(DaoRef<?> ref) {
        return switch (ref.type().name()) {
            case CHECKPOINT -> ". It stands at the top of the chain, and moves by the chain's own rules: "
                    + "dio.chainRules().grantWrite(...)";
            case SERVICE ->
                    ". It stands at the top of the chain: let an owner store it, with rules of its own that say "
                            + "who may serve (chain.store(service.in(chain), service.description(), rules)), or grant "
                            + "dio.chainRules().grantWrite(...)";
            default -> "";
        };
    }
}

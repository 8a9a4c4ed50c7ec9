package io.ate.atedb;

import io.ate.AteException;
import io.ate.CorruptionException;
import io.ate.Dao;
import io.ate.DaoRef;
import io.ate.Dio;
import io.ate.IncompatibleValueException;
import io.ate.NoReadAuthorityException;
import io.ate.Rules;
import io.ate.atedb.json.Json;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Counts the objects of a listing and those of them that the caller may not read, or nobody can, and finds what would
 * have to be granted for the former. Confined to one thread.
 */
final class Shortfall {
    /** More than anybody would type. */
    private static final int MOST_HOLDERS = 3;

    private final Set<String> holders = new LinkedHashSet<>();
    private @Nullable NoReadAuthorityException cause;
    private long all;
    private long closed;
    private @Nullable AteException damage;
    private long damaged;
    private boolean more;

    /** One line with the value of an object, or why there is none. */
    String line(Dio dio, Dao<JsonNode> object) {
        long before = damaged;
        return value(dio, object).map(Json::line)
                .orElseGet(() -> damaged > before ? "(damaged)" : "(not for your key)");
    }

    /** The value of an object, if it is there and the caller's to read. */
    Optional<JsonNode> value(Dio dio, Dao<JsonNode> object) {
        all++;
        try {
            return Optional.of(object.value());
        } catch (NoReadAuthorityException e) {
            closed++;
            cause = e;
            note(holder(dio, object));
            return Optional.empty();
        } catch (CorruptionException | IncompatibleValueException e) {
            damaged++;
            damage = damage == null ? e : damage;
            return Optional.empty();
        }
    }

    /**
     * Sees to it that nobody takes a part for the whole.
     *
     * @throws ExplainedException if there were objects that the caller may not read, or nobody can
     */
    void demandNone(Refusal refusal) {
        if (cause != null) {
            throw refusal.partial(this, cause);
        }
        if (damage != null) {
            throw refusal.damaged(this, damage);
        }
    }

    long all() {
        return all;
    }

    long closed() {
        return closed;
    }

    long damaged() {
        return damaged;
    }

    /** What has readers of its own, by its id, and the chain, as empty text. */
    Set<String> holders() {
        return holders;
    }

    /** Whether there are more than {@link #holders} names. */
    boolean isMore() {
        return more;
    }

    private void note(String holder) {
        if (holders.size() < MOST_HOLDERS) {
            holders.add(holder);
        } else {
            more |= !holders.contains(holder);
        }
    }

    private static String holder(Dio dio, Dao<?> object) {
        Dao<?> at = object;
        while (at.rules().readers() instanceof Rules.Who.Inherited) {
            Optional<DaoRef<?>> parent = at.parent();
            if (parent.isEmpty()) {
                return "";
            }
            at = dio.load(parent.get());
        }
        return at.key().toString();
    }
}

package io.ate.atedb;

import io.ate.AteException;
import io.ate.Chain;
import io.ate.ChainName;
import io.ate.CommitRejectedException;
import io.ate.KeyId;
import io.ate.NoReadAuthorityException;
import io.ate.PublicKeys;
import io.ate.Reason;
import io.ate.Rules;
import io.ate.atedb.place.ObjectAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Says of a refusal who lacks which right on what, and who can give it, as the user named things. Immutable.
 *
 * @param chain that was opened
 * @param key that acts, if one does
 */
record Refusal(ChainName chain, Optional<KeyId> key) {

    /** A chain that is not shown to the user. */
    ExplainedException unreadable(NoReadAuthorityException cause) {
        String what = key.isPresent() ? who() + " may not read " + chain
                : chain + " is not open to everyone, and there is " + MissingKeyException.WHAT_TO_DO;
        return new ExplainedException(what + "; an owner grants it by: " + grant("", "--read"), cause);
    }

    /**
     * What was refused in an open chain; other failures stay as they are.
     *
     * @param reading what somebody cannot do who may not read
     * @param object that was meant, if it was one and not the chain
     * @param opened tells the owners, as far as it shows them
     */
    AteException inside(AteException failure, String reading, Optional<ObjectAddress> object, Chain opened) {
        return switch (failure) {
            case NoReadAuthorityException cause -> explained(reading, "--read", object, opened, cause);
            case CommitRejectedException cause when cause.reason() == Reason.NO_WRITE_AUTHORITY ->
                    explained("write", "--write", object, opened, cause);
            case CommitRejectedException cause when cause.reason() == Reason.NO_CONTROL_AUTHORITY ->
                    explained("change who may read or write", "", object, opened, cause);
            default -> failure;
        };
    }

    /** A chain that only its owners may delete. */
    AteException undeletable(CommitRejectedException cause) {
        return cause.reason() == Reason.NOT_OWNER
                ? new ExplainedException(who() + " may not delete " + chain + ": only an owner of it may", cause)
                : cause;
    }

    /** Some of many objects, which were passed over. */
    ExplainedException partial(Shortfall missing, NoReadAuthorityException cause) {
        String part = missing.closed() + " of " + missing.all() + " objects in " + chain
                + (missing.damaged() == 0 ? "" : ", and " + missing.damaged() + " do not open at all");
        return new ExplainedException(who() + " may not read " + part + ", so this is not all; an owner grants "
                + missing.holders()
                        .stream()
                        .map(each -> grant(each, "--read"))
                        .collect(Collectors.joining(", then ", "them by: ", ""))
                + (missing.isMore() ? ", and so on" : ""), cause);
    }

    /** Some of many objects, of which nobody can read the value. */
    ExplainedException damaged(Shortfall missing, AteException first) {
        return new ExplainedException(missing.damaged() + " of " + missing.all() + " objects in " + chain
                + " do not open, so this is not all: they were damaged, or whoever may write there wrote what is no value. "
                + "\"atedb ls\" shows which; of the first: " + first.getMessage(), first);
    }

    private ExplainedException explained(String verb, String right, Optional<ObjectAddress> object, Chain opened,
            AteException cause) {
        Target target = target(right, object, opened, cause);
        String what = target.object().map(each -> each + " in " + chain).orElse(chain.text());
        String remedy = right.isEmpty() ? " can: ask for it"
                : " grants it by: " + grant(target.object().map(Object::toString).orElse(""), right);
        return new ExplainedException(who() + " may not " + verb + " " + what + "; " + target.owners() + remedy, cause);
    }

    private String grant(String object, String right) {
        return "atedb grant " + chain + (object.isEmpty() ? "" : " " + object) + " " + right + " YOUR.pub";
    }

    private String who() {
        return key.map(id -> "your key " + id).orElse("whoever shows no key");
    }

    /**
     * What a right is lacking on, and who can give it.
     *
     * @param object empty where it does not exist yet: then it is the chain's right that is lacking
     */
    private record Target(Optional<ObjectAddress> object, String owners) {}

    private Target target(String right, Optional<ObjectAddress> object, Chain opened, AteException cause) {
        try {
            return opened.commit(dio -> {
                Optional<ObjectAddress> existing = object.filter(each -> NamedObjects.find(dio, each).isPresent());
                Rules inForce = NamedObjects.ruled(dio, existing).rulesInForce();
                return new Target(existing, "--read".equals(right) ? owners(inForce, each -> isReader(inForce, each))
                        : owners(inForce, _ -> true));
            });
        } catch (AteException e) {
            cause.addSuppressed(e);
            return new Target(object, "an owner"); // who it is cannot be seen without the right to read
        }
    }

    /** Only who reads has keys to hand on to readers. */
    private static boolean isReader(Rules rules, PublicKeys keys) {
        return !(rules.readers() instanceof Rules.Who.Only(List<PublicKeys> readers)) || readers.contains(keys);
    }

    private String owners(Rules rules, Predicate<PublicKeys> able) {
        String others = rules.owners() instanceof Rules.Who.Only(List<PublicKeys> keys)
                ? keys.stream()
                        .filter(able)
                        .map(each -> each.id().toString())
                        .filter(each -> !key.map(KeyId::toString).equals(Optional.of(each)))
                        .collect(Collectors.joining(" or "))
                : "";
        return others.isEmpty() ? "an owner who may do so himself" : "its owner " + others;
    }
}

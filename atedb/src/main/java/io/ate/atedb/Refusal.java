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
                : chain + " is not open to everyone, and no key was named: name yours by --key";
        return new ExplainedException(what + "; an owner grants it by: atedb grant " + chain + " --read YOUR.pub",
                cause);
    }

    /**
     * What was refused in an open chain; other failures stay as they are.
     *
     * @param object that was meant, if it was one and not the chain
     * @param opened tells the owners, as far as it shows them
     */
    AteException inside(AteException failure, Optional<ObjectAddress> object, Chain opened) {
        return switch (failure) {
            case NoReadAuthorityException cause -> explained("read", "--read", object, opened, cause);
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

    private ExplainedException explained(String verb, String right, Optional<ObjectAddress> object, Chain opened,
            AteException cause) {
        Target target = target(object, opened, cause);
        String what = target.object().map(each -> each + " in " + chain).orElse(chain.text());
        String remedy = right.isEmpty() ? " can: ask for it"
                : " grants it by: atedb grant " + chain + target.object().map(each -> " " + each).orElse("") + " "
                        + right + " YOUR.pub";
        return new ExplainedException(who() + " may not " + verb + " " + what + "; " + target.owners() + remedy, cause);
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

    private static Target target(Optional<ObjectAddress> object, Chain opened, AteException cause) {
        try {
            return opened.commit(dio -> {
                Optional<ObjectAddress> existing = object.filter(each -> NamedObjects.find(dio, each).isPresent());
                return new Target(existing, owners(NamedObjects.ruled(dio, existing).rulesInForce().owners()));
            });
        } catch (AteException e) {
            cause.addSuppressed(e);
            return new Target(object, "an owner"); // who it is cannot be seen without the right to read
        }
    }

    private static String owners(Rules.Who owners) {
        return owners instanceof Rules.Who.Only(List<PublicKeys> keys)
                ? keys.stream().map(each -> each.id().toString()).collect(Collectors.joining(" or ", "its owner ", ""))
                : "an owner";
    }
}

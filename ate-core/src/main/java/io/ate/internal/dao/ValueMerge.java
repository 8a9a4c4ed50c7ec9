package io.ate.internal.dao;

import io.ate.AteException;
import io.ate.ConflictException;
import io.ate.Merge;
import io.ate.MergeRule;
import io.ate.PrimaryKey;
import io.ate.Type;
import io.ate.internal.json.FieldMerge;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Merges updates of values with what others made of them, by the rules of their types. Immutable. */
record ValueMerge(Values values) {
    /**
     * The value that holds both changes, as it is to be stored.
     *
     * @param object whose value it is
     * @param theirs its value in the chain
     * @throws ConflictException if the rule of the type, or the class itself, does not take the two together
     */
    Plaintext merged(PrimaryKey object, Edit edit, Plaintext theirs) {
        if (edit.base().equals(theirs)) {
            return edit.mine();
        }
        MergeRule<?> rule = MergeChoice.of(edit.type()).rule();
        try {
            return rule == null ? fieldByField(edit, theirs) : byRule(edit.type(), rule, edit, theirs);
        } catch (ConflictException clash) {
            throw conflict(object, String.valueOf(clash.getMessage()), clash.fields(), clash);
        } catch (AteException | IllegalArgumentException e) {
            throw conflict(object, String.valueOf(e.getMessage()), List.of(), e);
        }
    }

    /** The fields that clash, were the two merged field by field; none if one of them cannot be read. */
    List<String> clashes(Edit edit, Plaintext theirs) {
        try {
            return compared(edit, theirs).clashes();
        } catch (AteException e) { // then there is nothing to compare
            return List.of();
        }
    }

    private FieldMerge.Result compared(Edit edit, Plaintext theirs) {
        return FieldMerge.merge(values.current(edit.type(), edit.base()), values.current(edit.type(), edit.mine()),
                values.current(edit.type(), theirs));
    }

    private Plaintext fieldByField(Edit edit, Plaintext theirs) {
        FieldMerge.Result result = compared(edit, theirs);
        if (!result.isWhole()) {
            throw new ConflictException(result.clashes().isEmpty() ? "both gave it another value"
                    : "both changed " + String.join(", ", result.clashes()), List.of(), result.clashes());
        }
        Plaintext merged = values.encodeTree(edit.type(), result.merged());
        var _ = values.decode(ofFamily(edit.type()), merged); // its class has the last word
        return merged;
    }

    @SuppressWarnings("unchecked") // the annotation stands on the class whose values its rule merges
    private <T> Plaintext byRule(Type<T> type, MergeRule<?> rule, Edit edit, Plaintext theirs) {
        Type<T> family = ofFamily(type);
        Merge<T> versions = new Merge<>(values.decode(family, edit.base()), values.decode(family, edit.mine()),
                values.decode(family, theirs));
        @Nullable
        T merged;
        try {
            merged = ((MergeRule<T>) rule).merge(versions);
        } catch (AteException e) {
            throw e;
        } catch (RuntimeException e) {
            throw failed(rule, "failed: " + e, e);
        }
        if (merged == null) {
            throw failed(rule, "gives no value", null);
        }
        Plaintext whole = values.encodeOver(family, theirs, merged);
        var _ = values.decode(family, whole);
        return whole;
    }

    private static ConflictException failed(MergeRule<?> rule, String how, @Nullable Throwable cause) {
        ConflictException failed = new ConflictException("the rule " + rule.getClass().getName() + " " + how,
                List.of(), List.of());
        failed.initCause(cause);
        return failed;
    }

    /** An object of a sealed family may have become another member than it was read as. */
    @SuppressWarnings("unchecked") // a member is one of its family
    private static <T> Type<T> ofFamily(Type<T> type) {
        return type.isTree() ? type : (Type<T>) Type.of(type.family());
    }

    private static ConflictException conflict(PrimaryKey object, String why, List<String> fields, Throwable cause) {
        ConflictException conflict = new ConflictException("object " + object
                + " was changed by others, and the two changes were not merged: " + why, List.of(object), fields);
        conflict.initCause(cause);
        return conflict;
    }
}

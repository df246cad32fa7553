#compdef lt-lint
# Completions of lt-lint for zsh: source this file behind compinit, or put it as `_lt-lint` into a folder of fpath.
_lt_lint() {
    local -a lines whole open
    local line
    lines=("${(@f)$(LT_LINT_COMPLETE=zsh _CLAP_COMPLETE_INDEX=$((CURRENT - 1)) _CLAP_IFS=$'\n' \
        lt-lint -- "${(@Q)words[1,CURRENT]}" 2> /dev/null)}")
    for line in $lines; do
        case ${line%%:*} in
            # What goes on behind it gets no space.
            (*[=/]) open+=("$line") ;;
            (*) whole+=("$line") ;;
        esac
    done
    (( $#open )) && _describe -V values open -S ''
    (( $#whole )) && _describe -V values whole
}
if [[ ${funcstack[1]} == _lt-lint ]]; then
    _lt_lint "$@"
else
    compdef _lt_lint lt-lint
fi

# Completions of lt-lint for bash: source this file, or put it into the folder of bash-completion.
_lt_lint() {
    local words line current prefix='' candidate
    words=("${COMP_WORDS[@]:0:COMP_CWORD+1}")
    # Bash takes `=` and `:` for words of their own; the line itself has them as they are.
    if [[ -n ${COMP_LINE-} ]]; then
        line=${COMP_LINE:0:COMP_POINT}
        local IFS=$' \t\n'
        read -r -a words <<< "$line"
        if [[ $line == *[[:space:]] ]]; then words+=(''); fi
    fi
    current=${words[${#words[@]}-1]}
    if [[ -n ${COMP_LINE-} && $current == *[=:]* ]]; then prefix=${current%"${current##*[=:]}"}; fi
    COMPREPLY=()
    while IFS= read -r candidate; do
        COMPREPLY+=("${candidate#"$prefix"}")
        # What goes on behind it gets no space.
        if [[ $candidate == *[=/] ]]; then compopt -o nospace 2> /dev/null; fi
    done < <(LT_LINT_COMPLETE=bash _CLAP_COMPLETE_INDEX=$((${#words[@]} - 1)) _CLAP_IFS=$'\n' \
        lt-lint -- "${words[@]}" 2> /dev/null; echo)
    if [[ ${#COMPREPLY[@]} -gt 0 && -z ${COMPREPLY[${#COMPREPLY[@]}-1]} ]]; then
        unset "COMPREPLY[${#COMPREPLY[@]}-1]"
    fi
}
complete -o bashdefault -o default -F _lt_lint lt-lint

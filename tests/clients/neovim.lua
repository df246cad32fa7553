-- Does with lt-lint what a user of Neovim does, and writes down what is seen, as JSON.
local seen = {}

local function wait(what, is_there)
  if not vim.wait(60000, is_there, 20) then
    error('no ' .. what .. '; so far: ' .. vim.inspect(seen))
  end
end

-- Puts a text in the place of another in the current buffer, as typing does; the cursor goes to its start.
local function edit(old, new)
  for number, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, true)) do
    local from, to = line:find(old, 1, true)
    if from then
      vim.api.nvim_buf_set_text(0, number - 1, from - 1, number - 1, to, { new })
      vim.api.nvim_win_set_cursor(0, { number, from - 1 })
      return
    end
  end
  error('no ' .. old)
end

local function codes(buffer)
  local all = {}
  for _, one in ipairs(vim.diagnostic.get(buffer)) do
    table.insert(all, one.code)
  end
  return all
end

local function wait_for(buffer, expected)
  wait(vim.inspect(expected), function() return vim.deep_equal(codes(buffer), expected) end)
end

local function run()
  vim.cmd.edit('k8s/configmap.yaml')
  local map = vim.api.nvim_get_current_buf()
  vim.cmd.edit('k8s/scalyr-sidecar.yaml')
  local sidecar = vim.api.nvim_get_current_buf()
  wait('client', function() return #vim.lsp.get_clients({ bufnr = sidecar, name = 'lt-lint' }) == 1 end)
  local client = vim.lsp.get_clients({ name = 'lt-lint' })[1]
  wait('answer', function() return client.initialized end)
  seen.encoding = client.offset_encoding
  seen.root = client.root_dir

  edit('memory: 150Mi', 'memory: 150M')
  wait_for(sidecar, { 'low-memory-limit' })
  local found = vim.diagnostic.get(sidecar)[1]
  seen.found = vim.api.nvim_buf_get_text(sidecar, found.lnum, found.col, found.end_lnum, found.end_col, {})[1]
  seen.line = vim.api.nvim_buf_get_lines(sidecar, found.lnum, found.lnum + 1, true)[1]
  seen.message = found.message
  seen.severity = found.severity

  vim.cmd('normal! $')
  vim.lsp.buf.hover()
  local window
  wait('hover', function()
    for _, one in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(one).relative ~= '' then window = one end
    end
    return window
  end)
  local shown = vim.api.nvim_win_get_buf(window)
  seen.hover = table.concat(vim.api.nvim_buf_get_lines(shown, 0, -1, true), '\n')
  vim.api.nvim_win_close(window, true)

  vim.lsp.buf.code_action({ apply = true, filter = function(one) return one.isPreferred end })
  wait_for(sidecar, {})
  seen.fixed = vim.trim(vim.api.nvim_buf_get_lines(sidecar, found.lnum, found.lnum + 1, true)[1])
  edit('memory: 150Mi', 'memory: 150M')
  wait_for(sidecar, { 'low-memory-limit' })

  vim.cmd('normal! $')
  vim.lsp.buf.code_action({ apply = true, filter = function(one) return one.title:find('^Suppress') end })
  wait_for(sidecar, { 'suppression-without-reason' })
  edit('# lt-lint-ignore low-memory-limit: ', '# lt-lint-ignore low-memory-limit: tried out')
  wait_for(sidecar, {})
  edit('# lt-lint-ignore low-memory-limit: tried out', '')
  edit('memory: 150M', 'memory: 150Mi')
  wait_for(sidecar, {})

  edit('name: scalyr-config', 'name: zz')
  vim.cmd('normal! $')
  local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
  params.position.character = params.position.character + 1
  local answer = client:request_sync('textDocument/completion', params, 20000)
  seen.completion = vim.tbl_map(function(item) return item.label end, answer.result)
  edit('name: zz', 'name: scalyr-config')

  vim.lsp.inlay_hint.enable(true)
  wait('hints', function() return #vim.lsp.inlay_hint.get({ bufnr = sidecar }) == 2 end)
  seen.hint = vim.lsp.inlay_hint.get({ bufnr = sidecar })[1].inlay_hint.label

  edit('name: scalyr-config', 'name: scalyr-config')
  vim.cmd('normal! $')
  vim.lsp.buf.definition()
  wait('jump', function() return vim.api.nvim_get_current_buf() == map end)
  seen.definition = vim.api.nvim_get_current_line()

  -- A change of one buffer moves the findings of the other.
  edit('name: scalyr-config', 'name: scalyr-confg')
  wait_for(sidecar, { 'dangling-reference' })
  vim.cmd.undo()
  wait_for(sidecar, {})

  client:stop()
  wait('end', function() return client:is_stopped() and seen.code end)
end

vim.lsp.config('lt-lint', { on_exit = function(code) seen.code = code end })
local is_done, problem = pcall(run)
seen.problem = not is_done and tostring(problem) or nil
vim.fn.writefile({ vim.json.encode(seen) }, vim.env.SEEN)
vim.cmd('qall!')
